//! What stands around every page: where one can go, whom to call, what was done or went wrong, and what was typed.

use uuid::Uuid;

use super::why::why;
use crate::codes::Code;
use crate::duty::model::EmergencyNumber;
use crate::ids::SessionId;
use crate::people;
use crate::platform::http::{Desk, Form, OF_NO_PAGE};
use crate::platform::language::Locale;
use crate::platform::seal::random;
use crate::platform::{Issue, Refusal, Result, Tx};
use crate::policy::{Action, Actor, Role, could};

/// Where one can go: the path, the key of its name, and what one must be able to do there.
const PLACES: [(&str, &str, Action); 11] = [
    ("/console/queue", "queue", Action::SeeQueue),
    ("/console/worries", "worries", Action::TriageConcern),
    ("/console/follow-ups", "followUps", Action::SeeFollowUps),
    ("/console/helpers", "helpers", Action::SeeQueue),
    ("/console/referrals", "referrals", Action::SendReferral),
    ("/console/people", "people", Action::SearchPeople),
    ("/console/intake", "intake", Action::TakeIntake),
    ("/console/map", "map", Action::SeeMap),
    ("/inbox", "inbox", Action::AcceptReferral),
    ("/console/admin", "admin", Action::SeeDutyRoster),
    ("/console/account", "account", Action::StepUp),
];

/// What lies behind a place though its path begins in another way: the beginning, and the place.
const BEHIND: [(&str, &str); 5] = [
    ("/console/requests", "/console/queue"),
    ("/console/matches", "/console/queue"),
    ("/console/batch", "/console/queue"),
    ("/console/offers", "/console/helpers"),
    ("/console/concerns", "/console/worries"),
];

/// A place to go.
#[derive(Debug, Clone)]
pub struct Link {
    /// The path.
    pub href: &'static str,
    /// What it is called.
    pub name: String,
    /// Whether one is there.
    pub is_here: bool,
}

/// What is known of a page before anybody is known to read it.
#[derive(Debug, Clone)]
pub struct Opening {
    guard: String,
    path: String,
    here: String,
    done: String,
    chosen: Option<Locale>,
    accepted: Locale,
    has_shortcuts: bool,
    typed: Form,
    refusal: Option<Refusal>,
}

impl Opening {
    /// A page that is asked for.
    #[must_use]
    pub fn of(desk: &Desk) -> Self {
        Self {
            guard: desk.guard(),
            path: desk.path.clone(),
            here: desk.here(),
            done: desk.asked("done").to_owned(),
            chosen: desk.chosen,
            accepted: desk.accepted,
            has_shortcuts: desk.has_shortcuts,
            typed: Form::default(),
            refusal: None,
        }
    }

    /// The same page once more: what was typed on it was refused.
    #[must_use]
    pub fn again(desk: &Desk, typed: Form, refusal: Refusal) -> Self {
        Self { typed, refusal: Some(refusal), done: String::new(), ..Self::of(desk) }
    }

    /// The same page once more, with what was typed: nothing was refused, and nothing was saved.
    #[must_use]
    pub fn kept(desk: &Desk, typed: Form) -> Self {
        Self { typed, done: String::new(), ..Self::of(desk) }
    }

    /// A page for a browser of which nothing is known but the language.
    #[must_use]
    pub fn unknown(locale: Locale) -> Self {
        Self {
            guard: String::new(),
            path: "/console".to_owned(),
            here: "/console".to_owned(),
            done: String::new(),
            chosen: None,
            accepted: locale,
            has_shortcuts: false,
            typed: Form::default(),
            refusal: None,
        }
    }

    /// A page instead of the one that was asked for: it has no forms but to choose a language, so that it is the same for
    /// whatever cannot be shown.
    #[must_use]
    pub fn instead(desk: &Desk) -> Self {
        let start = || "/console".to_owned();
        Self { guard: String::new(), path: start(), here: start(), done: String::new(), ..Self::of(desk) }
    }

    /// A page for a session that has just begun.
    #[must_use]
    pub fn for_session(desk: &Desk, session: SessionId) -> Self {
        Self { guard: desk.guard_for(session), ..Self::of(desk) }
    }

    /// The language for somebody of whom nothing is known.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.chosen.unwrap_or(self.accepted)
    }
}

/// What went wrong, in words.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// What.
    pub text: String,
    /// Which fields to look at.
    pub fields: Vec<WrongField>,
}

/// A field to look at.
#[derive(Debug, Clone)]
pub struct WrongField {
    /// Its name in the form.
    pub name: String,
    /// What it is called.
    pub called: String,
    /// What is wrong with it; `None` where what went wrong says it already.
    pub why: Option<String>,
}

impl Trouble {
    /// A refusal in the words of the console, or else in those of the apps.
    #[must_use]
    pub fn of(refusal: &Refusal, typed: &Form, locale: Locale) -> Self {
        // Who may do it, or that the page was too old: two things that one code says.
        let is_of_no_page = refusal.detail.as_deref() == Some(OF_NO_PAGE);
        let own =
            if is_of_no_page { "console-problem-page".to_owned() } else { format!("console-problem-{}", refusal.code) };
        let key = if locale.has(&own) { own } else { format!("problem-{}", refusal.code) };
        let field = |issue: &Issue| {
            let name = issue.pointer.trim_start_matches('/').to_owned();
            let label = format!("console-field-{}", name.split(['/', '-']).next().unwrap_or_default());
            let called = if locale.has(&label) { locale.text(&label, &[]) } else { name.clone() };
            let why = (refusal.code == Code::BadRequest).then(|| why(&issue.detail, is_blank(typed, &name), locale));
            WrongField { name, called, why }
        };
        let named = refusal.issues.iter().filter(|it| !it.pointer.is_empty());
        let mut fields: Vec<_> = named.map(field).collect();
        // However much is wrong with a field, one looks at it once.
        fields.dedup_by(|it, before| it.name == before.name);
        Self { text: locale.text(&key, &[]), fields }
    }

    /// Leads from where a refusal points to the fields of a form that is laid out in another way: their names, and what
    /// they are called.
    pub fn leads_to(&mut self, field: impl Fn(&str) -> (String, String)) {
        for wrong in &mut self.fields {
            (wrong.name, wrong.called) = field(&wrong.name);
        }
        self.fields.dedup_by(|it, before| it.name == before.name);
    }
}

fn is_blank(typed: &Form, name: &str) -> bool {
    typed.all(name).next().is_some_and(|it| it.trim().is_empty())
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of the page.
    pub locale: Locale,
    /// What guards its forms.
    pub guard: String,
    /// What makes its forms have one effect.
    pub once: Uuid,
    /// Its path.
    pub path: String,
    /// The same with what was asked of it.
    pub here: String,
    /// The first name of who reads it; `None` where nobody signed in.
    pub me: Option<String>,
    /// Where they can go.
    pub places: Vec<Link>,
    /// Whom to call in need.
    pub numbers: Vec<EmergencyNumber>,
    /// Whether single keys are shortcuts.
    pub has_shortcuts: bool,
    /// What was just done.
    pub done: Option<String>,
    /// What went wrong.
    pub trouble: Option<Trouble>,
    /// What the page is about, for a worry about it: its kind and id.
    pub about: Option<String>,
    refused: Option<Code>,
    typed: Form,
}

impl Frame {
    /// The frame for who is signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(tx: &mut Tx<'_>, actor: &Actor, opening: &Opening) -> Result<Self> {
        let me = people::actions::get(tx, actor.signed_in()?)?;
        let locale = opening.chosen.unwrap_or(me.locale);
        let mut frame = Self::for_anyone(opening, locale);
        frame.me = Some(me.name.map(|it| it.first.as_str().to_owned()).unwrap_or_default());
        let staff = actor.grants.iter().any(|it| it.role > Role::Resident);
        let is_in = |beginning: &str| opening.path == beginning || opening.path.starts_with(&format!("{beginning}/"));
        let here = |href: &str| is_in(href) || BEHIND.iter().any(|it| it.1 == href && is_in(it.0));
        let open = PLACES.iter().filter(|it| could(actor, it.2) && (staff || it.1 == "account"));
        let link = |(href, key, _): &(&'static str, &str, Action)| Link {
            href,
            name: locale.text(&format!("console-place-{key}"), &[]),
            is_here: here(href),
        };
        frame.places = open.map(link).collect();
        Ok(frame)
    }

    /// The frame where nobody signed in.
    #[must_use]
    pub fn for_anyone(opening: &Opening, locale: Locale) -> Self {
        let done = format!("console-done-{}", opening.done);
        Self {
            locale,
            guard: opening.guard.clone(),
            once: uuid::Builder::from_random_bytes(random()).into_uuid(),
            path: opening.path.clone(),
            here: opening.here.clone(),
            me: None,
            places: Vec::new(),
            numbers: EmergencyNumber::usual(locale),
            has_shortcuts: opening.has_shortcuts,
            done: locale.has(&done).then(|| locale.text(&done, &[])),
            trouble: opening.refusal.as_ref().map(|it| Trouble::of(it, &opening.typed, locale)),
            about: None,
            refused: opening.refusal.as_ref().map(|it| it.code),
            typed: opening.typed.clone(),
        }
    }

    /// A text.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.locale.text(&format!("console-{key}"), &[])
    }

    /// A text with something in it.
    #[must_use]
    pub fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.locale.text(&format!("console-{key}"), &[(name, value.to_owned())])
    }

    /// A colon behind a word: in French with a space that does not break.
    #[must_use]
    pub fn colon(&self) -> &'static str {
        if self.locale == Locale::French { "\u{a0}:" } else { ":" }
    }

    /// A word of a list, by the list and the word.
    #[must_use]
    pub fn word(&self, list: &str, word: &str) -> String {
        let key = format!("{list}-{word}");
        if self.locale.has(&key) { self.locale.text(&key, &[]) } else { word.to_owned() }
    }

    /// What a message is about: what its first line says.
    #[must_use]
    pub fn message(&self, key: &str) -> String {
        let subject = format!("mail-{key}-subject");
        if self.locale.has(&subject) { self.locale.text(&subject, &[]) } else { key.to_owned() }
    }

    /// What somebody typed in a field before it was refused.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        self.typed.get(name)
    }

    /// The same, or else what the field begins with.
    #[must_use]
    pub fn typed_or<'a>(&'a self, name: &str, usual: &'a str) -> &'a str {
        if self.typed.is_empty() { usual } else { self.typed.get(name) }
    }

    /// Whether somebody had chosen this in a field.
    #[must_use]
    pub fn had(&self, name: &str, value: &str) -> bool {
        self.typed.has(name, value)
    }

    /// The same, or else whether it is what the field begins with.
    #[must_use]
    pub fn had_or(&self, name: &str, value: &str, usual: bool) -> bool {
        if self.typed.is_empty() { usual } else { self.typed.has(name, value) }
    }

    /// What stands in a field of the form of a verb: what was typed there, else what it begins with.
    #[must_use]
    pub fn value<'a>(&'a self, verb: &str, name: &str, usual: &'a str) -> &'a str {
        if self.had("verb", verb) { self.typed(name) } else { usual }
    }

    /// Whether something is chosen in a field of the form of a verb, or else whether it begins so.
    #[must_use]
    pub fn has(&self, verb: &str, name: &str, value: &str, usual: bool) -> bool {
        if self.had("verb", verb) { self.had(name, value) } else { usual }
    }

    /// Whether a field must be looked at.
    #[must_use]
    pub fn is_wrong(&self, name: &str) -> bool {
        self.wrong(name).is_some()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn why(&self, name: &str) -> Option<&str> {
        self.wrong(name)?.why.as_deref()
    }

    fn wrong(&self, name: &str) -> Option<&WrongField> {
        self.trouble.as_ref()?.fields.iter().find(|it| it.name == name)
    }

    /// Whether this is what went wrong.
    #[must_use]
    pub fn is_refused(&self, code: Code) -> bool {
        self.refused == Some(code)
    }

    /// Whether it changed since it was read.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.refused == Some(Code::Stale)
    }
}
