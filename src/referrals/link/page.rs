//! The pages behind the link: plain HTML that works without scripts, by keyboard and on paper.

use askama::Template;

use crate::platform::language::Locale;
use crate::referrals::words::{Field, Line};

/// The page that asks for a code.
#[derive(Template)]
#[template(path = "link/code.html")]
pub(super) struct CodePage {
    pub(super) locale: Locale,
    /// The organisation that the code goes to.
    pub(super) organisation: String,
    /// Whether a code was just sent.
    pub(super) is_sent: bool,
    pub(super) problem: Option<String>,
}

/// The page of a referral.
#[derive(Template)]
#[template(path = "link/referral.html")]
pub(super) struct ReferralPage {
    pub(super) locale: Locale,
    /// What each form holds, so that only this page sends it.
    pub(super) form: String,
    pub(super) problem: Option<String>,
    pub(super) service: String,
    pub(super) version: i32,
    pub(super) state: String,
    pub(super) business: Option<String>,
    pub(super) urgency: String,
    /// Whether the organisation may read what was shared.
    pub(super) is_open: bool,
    pub(super) reason: Option<String>,
    pub(super) basis: String,
    pub(super) fields: Vec<Field>,
    pub(super) messages: Vec<Line>,
    pub(super) history: Vec<Line>,
    /// The answers that fit now, by their verbs.
    pub(super) offered: Vec<&'static str>,
    pub(super) reasons: Vec<(&'static str, String)>,
    pub(super) outcomes: Vec<(&'static str, String)>,
    pub(super) tomorrow: String,
    pub(super) in_a_year: String,
}

/// The page of a link that works no more.
#[derive(Template)]
#[template(path = "link/gone.html")]
pub(super) struct GonePage {
    pub(super) locale: Locale,
}

/// A text of the page, in its language.
macro_rules! texts {
    ($($page:ident)+) => {$(
        impl $page {
            fn t(&self, key: &str) -> String {
                self.locale.text(&format!("link-{key}"), &[])
            }
        }
    )+};
}

texts!(CodePage ReferralPage GonePage);

impl ReferralPage {
    fn may(&self, verb: &str) -> bool {
        self.offered.contains(&verb)
    }
}
