"""What every room stands on: database, units of work, clock, errors, audit, access, jobs, slots, numbers."""
