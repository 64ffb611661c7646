// Runs before the page is drawn, so that fields hidden by an unchosen option do not flash past.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
