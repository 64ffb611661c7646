"""Overlap asked once: bank editions, scores kept, second persons, data elements, and actions carried on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_element",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_element")),
    )
    op.create_table(
        "overlap_fit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap_fit")),
    )
    op.create_table(
        "overlap_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_hash", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("probabilities", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap_score")),
        sa.UniqueConstraint("pair_hash", "model", name=op.f("uq_overlap_score_pair_hash_model")),
    )
    op.create_table(
        "overlap_vector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap_vector")),
        sa.UniqueConstraint("text_hash", "model", name=op.f("uq_overlap_vector_text_hash_model")),
    )
    op.create_table(
        "bank_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_question_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_question_id"],
            ["bank_question.id"],
            name=op.f("fk_bank_edition_bank_question_id_bank_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_edition")),
        sa.UniqueConstraint(
            "bank_question_id", "year", name=op.f("uq_bank_edition_bank_question_id_year")
        ),
    )
    op.create_table(
        "data_element_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("bank_question_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(bank_question_id IS NULL) <> (question_id IS NULL)",
            name=op.f("ck_data_element_member_one_side"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_question_id"],
            ["bank_question.id"],
            name=op.f("fk_data_element_member_bank_question_id_bank_question"),
        ),
        sa.ForeignKeyConstraint(
            ["element_id"],
            ["data_element.id"],
            name=op.f("fk_data_element_member_element_id_data_element"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_data_element_member_question_id_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_element_member")),
        sa.UniqueConstraint(
            "bank_question_id", name=op.f("uq_data_element_member_bank_question_id")
        ),
        sa.UniqueConstraint("question_id", name=op.f("uq_data_element_member_question_id")),
    )
    with op.batch_alter_table("data_element_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_data_element_member_element_id"), ["element_id"], unique=False
        )

    op.create_table(
        "overlap_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_overlap_term_created_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["overlap_decision.id"],
            name=op.f("fk_overlap_term_decision_id_overlap_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap_term")),
        sa.UniqueConstraint(
            "kind",
            "language",
            "left",
            "right",
            name=op.f("uq_overlap_term_kind_language_left_right"),
        ),
    )
    with op.batch_alter_table("answer_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("bank_question", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("questionnaire", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("number", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("respondent", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("answer_type", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("options", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("breakdowns", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("frequency", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("legal_basis", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("register", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("register_variable", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("register_lag", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("contact", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("source_url", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("licence", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("concept", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_bank_question_concept"), ["concept"], unique=False)

    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("window_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hours_per_year", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("hours_source", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("overlap_candidate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other_question_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("proposal", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("probability", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("model", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("is_new_edition", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.alter_column("bank_question_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_overlap_candidate_other_question_id"),
            ["other_question_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_overlap_candidate_proposal"), ["proposal"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_overlap_candidate_question_id_other_question_id"),
            ["question_id", "other_question_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_overlap_candidate_other_question_id_question"),
            "question",
            ["other_question_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_overlap_candidate_one_other_side"),
            "(bank_question_id IS NULL) <> (other_question_id IS NULL)",
        )
    # The proposal stood in the evidence alone; the queue now sorts by it.
    op.execute("UPDATE overlap_candidate SET proposal = COALESCE(evidence ->> 'proposal', '')")

    with op.batch_alter_table("overlap_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("direction", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("how", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reason_code", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("state", sa.Text(), server_default="confirmed", nullable=False)
        )
        batch_op.add_column(sa.Column("second_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("second_name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("second_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("second_reason", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("seen", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("seconds", sa.Double(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_overlap_decision_second_id_account"), "account", ["second_id"], ["id"]
        )

    with op.batch_alter_table("question_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("details", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carried", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.drop_column("carried")

    with op.batch_alter_table("question_decision", schema=None) as batch_op:
        batch_op.drop_column("details")

    with op.batch_alter_table("overlap_decision", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_overlap_decision_second_id_account"), type_="foreignkey"
        )
        batch_op.drop_column("seconds")
        batch_op.drop_column("seen")
        batch_op.drop_column("second_reason")
        batch_op.drop_column("second_at")
        batch_op.drop_column("second_name")
        batch_op.drop_column("second_id")
        batch_op.drop_column("state")
        batch_op.drop_column("reason_code")
        batch_op.drop_column("how")
        batch_op.drop_column("direction")

    # The earlier schema has no place for pairs within our own questionnaires.
    op.execute(
        "DELETE FROM overlap_decision WHERE candidate_id IN"
        " (SELECT id FROM overlap_candidate WHERE bank_question_id IS NULL)"
    )
    op.execute("DELETE FROM overlap_candidate WHERE bank_question_id IS NULL")
    with op.batch_alter_table("overlap_candidate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_overlap_candidate_one_other_side"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_overlap_candidate_other_question_id_question"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("uq_overlap_candidate_question_id_other_question_id"), type_="unique"
        )
        batch_op.drop_index(batch_op.f("ix_overlap_candidate_proposal"))
        batch_op.drop_index(batch_op.f("ix_overlap_candidate_other_question_id"))
        batch_op.alter_column("bank_question_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("is_sample")
        batch_op.drop_column("is_new_edition")
        batch_op.drop_column("model")
        batch_op.drop_column("probability")
        batch_op.drop_column("proposal")
        batch_op.drop_column("other_question_id")

    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.drop_column("hours_source")
        batch_op.drop_column("hours_per_year")
        batch_op.drop_column("window_to")
        batch_op.drop_column("window_from")

    with op.batch_alter_table("bank_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_question_concept"))
        batch_op.drop_column("concept")
        batch_op.drop_column("licence")
        batch_op.drop_column("seen_on")
        batch_op.drop_column("source_url")
        batch_op.drop_column("contact")
        batch_op.drop_column("register_lag")
        batch_op.drop_column("register_variable")
        batch_op.drop_column("register")
        batch_op.drop_column("legal_basis")
        batch_op.drop_column("frequency")
        batch_op.drop_column("breakdowns")
        batch_op.drop_column("options")
        batch_op.drop_column("answer_type")
        batch_op.drop_column("respondent")
        batch_op.drop_column("number")
        batch_op.drop_column("questionnaire")

    with op.batch_alter_table("answer_history", schema=None) as batch_op:
        batch_op.drop_column("origin")

    op.drop_table("overlap_term")
    with op.batch_alter_table("data_element_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_element_member_element_id"))

    op.drop_table("data_element_member")
    op.drop_table("bank_edition")
    op.drop_table("overlap_vector")
    op.drop_table("overlap_score")
    op.drop_table("overlap_fit")
    op.drop_table("data_element")
