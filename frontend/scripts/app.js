// Everything here makes a page that already works a little smoother. No page needs it.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { keepChoice } from "./compare.js";
import { showActions } from "./actions.js";
import { staySignedIn } from "./session.js";
import { suggestWhileTyping } from "./suggest.js";

// govuk-frontend looks for these classes; its page template sets them by an inline script, which our policy forbids.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

// Not Radios: the style sheet reveals what a choice asks for, and their script sets aria-expanded, which a radio may not have.
for (const Component of [Button, Checkboxes, ErrorSummary, NotificationBanner]) {
  for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    new Component(root);
  }
}
showActions(document);
keepChoice(document);
suggestWhileTyping(document);
staySignedIn(document);
