//! The page of a person: what the team may know of them, how they may be reached, who acts for them, what the team has
//! seen of them, and with whom they live.

use askama::Template;

use super::consents::{ASKED, HEARD, Yes, yeses};
use super::frame::Frame;
use super::helps::{matches_of, offers_of};
use super::intake::{Choice, Place, ReadOut, called, places, read_outs, spoken, words_of, written};
use super::kinds::Kinds;
use super::offers::is_helping;
use super::people::{Hit, hit};
use super::queue::place_names;
use super::timeline::{Step, last_change, timeline};
use crate::consents::texts;
use crate::ids::{PersonId, ProxyId, VettingCheckId};
use crate::people::actions as people;
use crate::people::cards::actions as cards;
use crate::people::cards::model::CardState;
use crate::people::contact_rules::actions as contact_rules;
use crate::people::contact_rules::model::{ContactChannel, Telling};
use crate::people::contact_rules::{ContactRules, SafeContact};
use crate::people::households::actions as households;
use crate::people::merge::actions as merges;
use crate::people::model::Person;
use crate::people::proxies::ProxyKind;
use crate::people::proxies::actions as proxies;
use crate::people::states::actions as states;
use crate::people::states::model::SuspendReason;
use crate::people::vetting::actions as vetting;
use crate::people::vetting::model::{CheckKind, CheckState};
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, ProxyScope, may};
use crate::requests;
use crate::when::{Date, Day, WeeklySlot};

/// So many requests, and proxies, are shown.
const MOST: u32 = 20;

/// Something with words and a way to it.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) text: String,
}

/// Who acts for the person.
struct Acts {
    id: ProxyId,
    version: i32,
    who: String,
    what: String,
    state: String,
    can_approve: bool,
    can_revoke: bool,
}

/// What the team has seen.
struct Vetted {
    id: VettingCheckId,
    version: i32,
    kind: String,
    seen_on: String,
    renew_by: String,
    state: String,
    can_revoke: bool,
}

/// The rules as the form begins with them.
struct Rules {
    version: Option<i32>,
    channel: String,
    address: String,
    may_leave_message: bool,
    prohibited: bool,
    days: Vec<&'static str>,
    from: String,
    to: String,
    /// Hours that the form cannot show: each day its own.
    other_hours: Vec<String>,
}

impl Rules {
    fn is_prohibited(&self) -> bool {
        self.prohibited
    }

    fn takes_messages(&self) -> bool {
        self.may_leave_message
    }

    fn is_on(&self, day: &str) -> bool {
        self.days.contains(&day)
    }
}

/// The page.
#[derive(Template)]
#[template(path = "console/people/person.html")]
pub(super) struct PersonPage {
    pub(super) frame: Frame,
    id: PersonId,
    version: i32,
    name: String,
    first_name: String,
    last_name: String,
    age: i32,
    state: String,
    place: Option<String>,
    /// What is known of where they live, when that is little.
    home: Option<String>,
    phone: Option<String>,
    languages: Vec<String>,
    spoken: Vec<&'static str>,
    locale: &'static str,
    has_account: bool,
    vetting: String,
    allowed: Vec<&'static str>,
    to_tell: Vec<String>,
    rules_in_words: Vec<String>,
    rules: Rules,
    yeses: Vec<Yes>,
    texts: Vec<ReadOut>,
    text_version: &'static str,
    purposes: Vec<Choice>,
    hows: Vec<Choice>,
    /// Where the person can have moved to.
    places: Vec<Place>,
    proxies: Vec<Acts>,
    checks: Vec<Vetted>,
    open_cards: usize,
    is_helping: bool,
    household: Vec<Line>,
    same: Vec<Line>,
    merged_into: Option<Line>,
    requests: Vec<Line>,
    offers: Vec<Line>,
    matches: Vec<Line>,
    /// Who was found; `None`: nobody was looked for.
    found: Option<Vec<Hit>>,
    can_read_log: bool,
    timeline: Vec<Step>,
    changed: Option<Step>,
    today: Date,
    channels: Vec<Choice>,
    days: Vec<Choice>,
    check_kinds: Vec<Choice>,
    proxy_kinds: Vec<Choice>,
    scopes: Vec<Choice>,
    suspend_reasons: Vec<Choice>,
    all_languages: Vec<Choice>,
    locales: Vec<Choice>,
}

impl PersonPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }

    /// What stands in a field of the form of a verb: what was typed there, else what it begins with.
    fn value<'a>(&'a self, verb: &str, name: &str, usual: &'a str) -> &'a str {
        self.frame.value(verb, name, usual)
    }

    /// Whether something is chosen in a field of the form of a verb.
    fn has(&self, verb: &str, name: &str, value: &str, usual: bool) -> bool {
        self.frame.has(verb, name, value, usual)
    }

    /// The number of the person, as the form begins with it.
    fn number(&self) -> &str {
        self.phone.as_deref().unwrap_or_default()
    }

    /// What a verb is called.
    fn called(&self, verb: &str) -> String {
        self.frame.t(&format!("person-{verb}"))
    }

    /// What follows from a verb.
    fn follows(&self, verb: &str) -> String {
        self.frame.t(&format!("person-{verb}-what"))
    }

    fn speaks(&self, tag: &str) -> bool {
        self.spoken.contains(&tag)
    }
}

fn link(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Line> {
    let person = people::get(tx, id)?;
    // Whom the reader may not look at has no name here either.
    let is_theirs = may(actor, Action::SeePerson, &people::subject_of(tx, id)?);
    let text = if is_theirs { called(&people::see(tx, actor, person.id)?, frame) } else { frame.t("somebody-else") };
    Ok(Line { href: format!("/console/people/{id}"), text })
}

fn links(tx: &mut Tx<'_>, actor: &Actor, ids: Vec<PersonId>, frame: &Frame) -> Result<Vec<Line>> {
    ids.into_iter().map(|id| link(tx, actor, id, frame)).collect()
}

fn acts_for(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Vec<Acts>> {
    let page = proxies::list(tx, actor, Some(id), Cursor { after: None, size: MOST })?;
    let mut all = Vec::new();
    for it in page.items {
        let of = it.proxy;
        let (state, awaits) = (of.state(tx.now), of.awaits_approval(tx.now));
        let scope: Vec<_> = of.scope_now().iter().map(|it| frame.word("console-proxyScope", it.as_str())).collect();
        let is_active = state == crate::people::proxies::ProxyState::Active;
        all.push(Acts {
            id: of.id,
            version: of.version(),
            who: link(tx, actor, of.proxy, frame)?.text,
            what: format!("{}: {}", frame.word("console-proxyKind", of.kind.as_str()), scope.join(", ")),
            state: if awaits { frame.t("proxy-awaits") } else { frame.word("console-proxy-state", state.as_str()) },
            can_approve: awaits && may(actor, Action::ApproveProxy, &it.subject),
            can_revoke: is_active && may(actor, Action::RevokeProxy, &it.subject),
        });
    }
    Ok(all)
}

fn seen_of(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Vec<Vetted>> {
    let (checks, subject) = vetting::see_checks(tx, actor, id)?;
    let (today, can_revoke) = (Date::of(tx.now), may(actor, Action::RevokeCheck, &subject));
    let seen = |it: &crate::people::vetting::model::Check| Vetted {
        id: it.id,
        version: it.version(),
        kind: frame.word("console-check", it.kind.as_str()),
        seen_on: words::day(it.seen_on.start()),
        renew_by: words::day(it.renew_by.start()),
        state: frame.word("console-check-state", it.state(today).as_str()),
        can_revoke: can_revoke && it.state(today) != CheckState::Revoked,
    };
    Ok(checks.iter().map(seen).collect())
}

fn rules_form(rules: Option<&ContactRules>, version: Option<i32>, frame: &Frame) -> Rules {
    let safe: Option<&SafeContact> = rules.and_then(|it| it.safe_contact.as_ref());
    let hours = safe.map_or(&[][..], |it| &it.hours);
    let is_like_first = |it: &WeeklySlot| hours.first().is_some_and(|first| (first.from, first.to) == (it.from, it.to));
    let is_even = hours.iter().all(is_like_first);
    let first = hours.first().filter(|_| is_even);
    let email = safe.and_then(|it| it.email.as_ref()).map(|it| it.as_str().to_owned());
    let number = safe.and_then(|it| it.number.as_ref()).map(|it| it.as_str().to_owned());
    Rules {
        version,
        channel: safe.map(|it| it.channel.to_string()).unwrap_or_default(),
        address: email.or(number).unwrap_or_default(),
        may_leave_message: safe.is_some_and(|it| it.may_leave_message),
        prohibited: rules.is_some_and(|it| it.contact_prohibited),
        days: hours.iter().filter(|_| is_even).map(|it| it.day.as_str()).collect(),
        from: first.map(|it| it.from.to_string()).unwrap_or_default(),
        to: first.map(|it| it.to.to_string()).unwrap_or_default(),
        other_hours: hours.iter().filter(|_| !is_even).map(|it| words::slot(it, frame.locale)).collect(),
    }
}

fn requests_of(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Vec<Line>> {
    let mut ids = requests::ids_of(tx, id)?;
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let kinds = Kinds::of_team(tx, actor, frame.locale)?;
    let mut lines = Vec::new();
    for id in ids.into_iter().take(usize::try_from(MOST).unwrap_or(usize::MAX)) {
        let of = requests::load(tx, id)?;
        if may(actor, Action::SeeRequest, &requests::subject(&of)) {
            let (what, state) = (kinds.called(of.neighbourhood, of.category), of.state.as_str());
            let text = format!("{what}, {}", frame.word("console-request-state", state));
            lines.push(Line { href: format!("/console/requests/{id}"), text });
        }
    }
    Ok(lines)
}

/// What somebody of the team must tell them, and since when.
fn to_tell(tx: &mut Tx<'_>, id: PersonId, frame: &Frame) -> Result<Vec<String>> {
    let tell = |it: &Telling| format!("{} ({})", frame.message(it.message.key()), words::day(it.since));
    Ok(contact_rules::to_tell(tx, Some(id))?.iter().map(tell).collect())
}

/// The page of a person, with whom was looked for to join them with. Reading it leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see the person.
pub(super) fn person(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut frame: Frame,
    id: PersonId,
    found: Option<&[Person]>,
) -> Result<PersonPage> {
    let of = people::see(tx, actor, id)?;
    frame.about = Some(format!("person/{id}"));
    let (locale, allowed) = (frame.locale, people::allowed(tx, actor, &of)?);
    let subject = people::subject_of(tx, id)?;
    let kept = if may(actor, Action::SeeContactRules, &subject) { contact_rules::rules_of(tx, id)? } else { None };
    let version = if kept.is_some() { Some(contact_rules::see_rules(tx, actor, id)?.version) } else { None };
    let place = place_names(tx, of.home.and_then(|it| it.neighbourhood).into_iter())?.into_values().next();
    let contact = people::contact_of(tx, id)?;
    let has_account = people::has_account(tx, id)?;
    let standing = vetting::vetting_of(tx, id)?;
    let level = frame.word("console-vetting", standing.level.as_str());
    let words = |list: &str, all: Vec<&'static str>| words_of(&frame, list, all);
    let (first_name, last_name) = of
        .name
        .as_ref()
        .map_or_else(Default::default, |it| (it.first.as_str().to_owned(), it.last.as_str().to_owned()));
    let same = people::possibly_same(tx, actor, id)?;
    let merged_into = merges::merged_into(tx, id)?.map(|it| link(tx, actor, it, &frame)).transpose()?;
    let is_recorded = people::recording(tx, actor, &[id])?.for_others.iter().any(|it| it.person == id);
    Ok(PersonPage {
        id,
        version: of.version,
        name: called(&of, &frame),
        first_name,
        last_name,
        age: of.birth_year.age(tx.now),
        state: frame.word("console-person-state", states::standing_of(tx, id)?.state.as_str()),
        place: of.home.map(|_| place.unwrap_or_else(|| frame.t("unserved"))),
        home: contact.roughly.then(|| frame.t("person-roughly")),
        phone: contact.phone.map(|it| it.as_str().to_owned()),
        languages: of.languages.iter().map(|it| words::language(it.tag.as_str()).to_owned()).collect(),
        spoken: super::intake_form::LANGUAGES
            .into_iter()
            .filter(|it| of.languages.iter().any(|known| known.tag.as_str() == *it))
            .collect(),
        locale: of.locale.as_str(),
        has_account,
        vetting: standing
            .until
            .map_or_else(|| level.clone(), |it| format!("{level} ({} {})", frame.t("until"), words::day(it.start()))),
        to_tell: to_tell(tx, id, &frame)?,
        rules_in_words: kept.as_ref().map(|it| it.in_words(locale)).unwrap_or_default(),
        rules: rules_form(kept.as_ref(), version, &frame),
        yeses: yeses(tx, actor, id, &frame)?,
        texts: read_outs(),
        text_version: texts::VERSION,
        purposes: words("console-consent", ASKED.iter().map(|it| it.as_str()).collect()),
        hows: words("console-how", HEARD.iter().map(|it| it.as_str()).collect()),
        places: if allowed.contains(&"moveHome") { places(tx, actor, &frame)? } else { Vec::new() },
        proxies: acts_for(tx, actor, id, &frame)?,
        checks: seen_of(tx, actor, id, &frame)?,
        open_cards: cards::see_all(tx, actor, id)?.iter().filter(|it| it.state(tx.now) == CardState::Open).count(),
        is_helping: is_helping(tx, id)?,
        household: {
            let others = households::see_household(tx, actor, id)?;
            links(tx, actor, others, &frame)?
        },
        same: links(tx, actor, same, &frame)?,
        merged_into,
        requests: requests_of(tx, actor, id, &frame)?,
        offers: offers_of(tx, actor, id, &frame)?,
        matches: matches_of(tx, actor, id, MOST, &frame)?,
        found: found.map(|it| it.iter().filter(|it| it.id != id).map(|it| hit(it, &frame)).collect()),
        can_read_log: is_recorded,
        timeline: timeline(tx, actor, id.uuid(), locale)?,
        changed: if frame.is_stale() { last_change(tx, actor, id.uuid(), locale)? } else { None },
        today: Date::of(tx.now),
        channels: words("link-channel", ContactChannel::ALL.iter().map(|it| it.as_str()).collect()),
        days: words("day", Day::ALL.iter().map(|it| it.as_str()).collect()),
        check_kinds: words("console-check", CheckKind::ALL.iter().map(|it| it.as_str()).collect()),
        proxy_kinds: words("console-proxyKind", ProxyKind::ALL.iter().map(|it| it.as_str()).collect()),
        scopes: words("console-proxyScope", ProxyScope::ALL.iter().map(|it| it.as_str()).collect()),
        suspend_reasons: words("console-suspend", SuspendReason::ALL.iter().map(|it| it.as_str()).collect()),
        all_languages: spoken(),
        locales: written(),
        allowed,
        frame,
    })
}
