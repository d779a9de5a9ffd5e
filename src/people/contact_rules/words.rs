//! How somebody may be reached, in words, for whoever is to reach them.

use super::ContactRules;
use crate::platform::language::Locale;
use crate::platform::words::slot;

impl ContactRules {
    /// The lines to read before one calls, writes or rings at the door.
    #[must_use]
    pub fn in_words(&self, locale: Locale) -> Vec<String> {
        if self.contact_prohibited {
            return vec![locale.text("link-contact-prohibited", &[])];
        }
        let Some(safe) = &self.safe_contact else { return Vec::new() };
        let mut lines = vec![locale.text(&format!("link-channel-{}", safe.channel), &[])];
        lines.extend(safe.number.as_ref().map(|it| it.as_str().to_owned()));
        lines.extend(safe.email.as_ref().map(|it| it.as_str().to_owned()));
        lines.extend(safe.hours.iter().map(|it| slot(it, locale)));
        let key = if safe.may_leave_message { "link-message-yes" } else { "link-message-no" };
        lines.push(locale.text(key, &[]));
        lines
    }
}
