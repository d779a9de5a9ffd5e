//! The inbox of care providers: what came to their organisations, and what these look after themselves.

pub(super) mod clients;
pub(super) mod house;
pub(super) mod join;
pub(super) mod referral;
pub(super) mod services;
pub(super) mod software;
pub(super) mod team;

use askama::Template;

use super::frame::Frame;
use crate::ids::{OrganisationId, ReferralId};
use crate::organisations;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::{Actor, Role};
use crate::referrals::actions::{self as referrals, ReferralView, Wanted};
use crate::referrals::words::{business, outcome};
use crate::referrals::{Referral, ReferralState};
use crate::requests::model::Urgency;

/// How many rows a list has.
const ROWS: u32 = 50;
/// So many characters at the end of an id tell one referral from another on the phone.
const NUMBER: usize = 6;

/// The lists of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// What waits for an answer.
    Received,
    /// What was taken on and has not begun.
    Accepted,
    /// Where the help runs.
    Running,
    /// What has ended, and what went back.
    Back,
}

impl List {
    const ALL: [Self; 4] = [Self::Received, Self::Accepted, Self::Running, Self::Back];

    const fn path(self) -> &'static str {
        match self {
            Self::Received => "/inbox",
            Self::Accepted => "/inbox/accepted",
            Self::Running => "/inbox/running",
            Self::Back => "/inbox/back",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Received => "inbox-received",
            Self::Accepted => "inbox-accepted",
            Self::Running => "inbox-running",
            Self::Back => "inbox-back",
        }
    }

    const fn states(self) -> &'static [ReferralState] {
        match self {
            Self::Received => &[ReferralState::Requested],
            Self::Accepted => &[ReferralState::Accepted],
            Self::Running => &[ReferralState::InProgress, ReferralState::OnHold],
            Self::Back => &[
                ReferralState::Completed,
                ReferralState::Rejected,
                ReferralState::Failed,
                ReferralState::Cancelled,
                ReferralState::EnteredInError,
            ],
        }
    }

    /// The list in which a referral stands.
    pub(super) fn of(state: ReferralState) -> Self {
        Self::ALL.into_iter().find(|it| it.states().contains(&state)).unwrap_or(Self::Back)
    }
}

/// A page of the inbox to go to.
pub(super) struct Tab {
    href: &'static str,
    name: String,
    is_here: bool,
}

/// The pages of the inbox besides the lists.
const OTHERS: [(&str, &str); 4] = [
    ("/inbox/services", "inbox-services"),
    ("/inbox/clients", "inbox-clients"),
    ("/inbox/organisation", "inbox-organisation"),
    ("/inbox/software", "inbox-software"),
];

/// Where one can go inside the inbox. `list`: in which list one is.
pub(super) fn tabs(frame: &Frame, list: Option<List>) -> Vec<Tab> {
    let lists =
        List::ALL.into_iter().map(|it| Tab { href: it.path(), name: frame.t(it.key()), is_here: list == Some(it) });
    let others = OTHERS.into_iter().map(|(href, key)| Tab {
        href,
        name: frame.t(key),
        is_here: list.is_none() && frame.path.starts_with(href),
    });
    lists.chain(others).collect()
}

/// The organisations whose member somebody is.
pub(super) fn organisations_of(actor: &Actor) -> Vec<OrganisationId> {
    let theirs = actor.grants.iter().filter(|it| it.role == Role::CareProvider).filter_map(|it| it.organisation);
    let mut theirs: Vec<_> = theirs.collect();
    theirs.dedup();
    theirs
}

/// An organisation, by its name.
pub(super) struct Ours {
    id: OrganisationId,
    name: String,
}

/// The organisations whose member somebody is, by their names.
///
/// # Errors
/// When the database fails.
pub(super) fn ours(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Ours>> {
    let ours = |id| Ok(Ours { id, name: organisations::actions::get(tx, id)?.name.as_str().to_owned() });
    organisations_of(actor).into_iter().map(ours).collect()
}

/// By what both sides name a referral on the phone: no name, and nothing of the person.
pub(super) fn number(id: ReferralId) -> String {
    let id = id.to_string();
    let start = id.len().saturating_sub(NUMBER);
    id.get(start..).unwrap_or_default().to_uppercase()
}

/// A row of a list.
struct Row {
    href: String,
    /// What it is, in a sentence.
    sentence: String,
    number: String,
    urgency: String,
    is_today: bool,
    age: String,
    clock: Option<Clock>,
    /// Where the help stands, or what came of it.
    note: Option<String>,
    awaits_reply: bool,
}

/// A list of the inbox.
#[derive(Template)]
#[template(path = "console/inbox/list.html")]
pub(super) struct ListPage {
    frame: Frame,
    tabs: Vec<Tab>,
    title: String,
    empty: String,
    here: &'static str,
    rows: Vec<Row>,
    next: Option<String>,
}

/// A list. Its rows name nobody: a name stands on the page behind a row, where reading it leaves a trace.
///
/// # Errors
/// When the database fails.
pub(super) fn list(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, of: List, after: &str) -> Result<ListPage> {
    let cursor = Cursor { after: after.parse().ok(), size: ROWS };
    let mut found = Vec::new();
    for state in of.states() {
        let wanted = Wanted { view: Some(ReferralView::Inbox), state: Some(*state), request: None };
        // One more than a page has, so that the next page is known of.
        let more = Cursor { size: ROWS + 1, ..cursor };
        found.extend(referrals::see_all(tx, actor, wanted, more)?.items.into_iter().map(|it| it.referral));
    }
    found.sort_unstable_by_key(|it| std::cmp::Reverse(it.id));
    let page = Page::new(found, cursor, |it: &Referral| it.id.uuid());
    let next = page.next.as_ref().and_then(|_| page.items.last().map(|it| it.id.to_string()));
    let mut items = page.items;
    // What is due first comes first.
    items.sort_by_key(|it| (it.word_due_at().is_none(), it.word_due_at(), it.id));
    if of == List::Back {
        items.sort_by_key(|it| std::cmp::Reverse(it.ended_at.unwrap_or(it.updated_at)));
    }
    let rows = items.iter().map(|it| row(tx, it, frame.locale)).collect::<Result<_>>()?;
    Ok(ListPage {
        tabs: tabs(&frame, Some(of)),
        title: frame.t(of.key()),
        empty: frame.t(&format!("{}-empty", of.key())),
        here: of.path(),
        rows,
        next,
        frame,
    })
}

/// What came of a referral. Of what was taken back the organisation learns only that.
fn what_came(of: &Referral, locale: Locale) -> Option<String> {
    outcome(of, locale).filter(|_| of.state != ReferralState::EnteredInError)
}

fn row(tx: &mut Tx<'_>, of: &Referral, locale: Locale) -> Result<Row> {
    let service = organisations::service(tx, of.service)?.name;
    let key = format!("console-inbox-row-{}", of.state);
    let is_open = of.state.is_live();
    Ok(Row {
        href: format!("/inbox/referrals/{}", of.id),
        sentence: locale.text(&key, &[("service", service.as_str().to_owned())]),
        number: number(of.id),
        urgency: locale.text(&format!("link-urgency-{}", of.urgency), &[]),
        is_today: is_open && of.urgency == Urgency::Today,
        age: words::ago(of.ended_at.or(of.sent_at).unwrap_or(of.created_at), tx.now, locale),
        clock: of.word_due_at().map(|it| words::clock(it, tx.now, locale)),
        note: if is_open { business(of, locale) } else { what_came(of, locale) },
        awaits_reply: of.awaits_reply(),
    })
}
