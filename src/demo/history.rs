//! Five weeks in the life of a neighbourhood, played with the real actions under a clock that is set back.

use std::sync::Arc;

use chrono::TimeDelta;

use super::town::{Town, found, slot};
use crate::categories::Category;
use crate::clock::SetClock;
use crate::consents::actions::{self as consents, NewConsent};
use crate::consents::model::ConsentHow;
use crate::consents::{ConsentPurpose, SharedField, texts};
use crate::ids::{MatchId, PersonId, ReferralId, RequestId};
use crate::matching::actions as matching;
use crate::matching::model::MatchOutcome;
use crate::matching::suggestions;
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Store, Tx};
use crate::referrals::actions::{self as referrals, Basis, NewReferral};
use crate::referrals::model::{ReferralCompleteOutcome, ReferralRejectReason};
use crate::requests::model::{
    Channel, HelpKind, RejectReason, RequestText, Said, Urgency, Visibility, WantedFrom, Wish, WithdrawReason,
};
use crate::requests::{self, NewRequest};
use crate::when::Day;

/// What a neighbour asked, and how far it has come.
struct Episode {
    /// The day it is played on, from the first day of the history.
    day: usize,
    who: &'static str,
    category: Category,
    urgency: Urgency,
    text: &'static str,
    until: Until,
}

/// How far it has come.
#[derive(Clone, Copy)]
enum Until {
    /// It waits for the team.
    Submitted,
    /// The team asked something.
    Asked(&'static str),
    /// It was taken back.
    Withdrawn,
    /// The team turned it down.
    Rejected,
    /// No helper yet.
    Open,
    /// A helper was asked.
    Proposed,
    /// Both said yes.
    Agreed,
    /// The help came.
    Helped,
    /// Nobody came, and it is open again.
    NoShow,
    /// It is with Thuiszorg Linde, unanswered.
    Referred,
    /// Thuiszorg Linde turned it down, and it is back with the team.
    ReferralRejected,
    /// Thuiszorg Linde is at it.
    InProgress,
    /// Thuiszorg Linde has helped.
    CareGiven,
}

#[rustfmt::skip]
const EPISODES: [Episode; 20] = {
    use Category::{Chores, Company, Digital, Gardening, Groceries, Other, Paperwork, Personal, Pets, PhoneCall, Transport, Walk};
    use Urgency::{Flexible, ThisWeek, Today};
    use Until::{
        Agreed, Asked, CareGiven, Helped, InProgress, NoShow, Open, Proposed, Referred, ReferralRejected, Rejected, Submitted, Withdrawn,
    };
    const fn on(day: usize, who: &'static str, category: Category, urgency: Urgency, until: Until, text: &'static str) -> Episode {
        Episode { day, who, category, urgency, text, until }
    }
    [
        on(0, "Rosa", Groceries, ThisWeek, Helped, "Mijn boodschappen worden te zwaar om te dragen."),
        on(2, "Jef", Company, Flexible, Helped, "Iemand om mee te kaarten op dinsdag."),
        on(4, "Marie", Transport, ThisWeek, Helped, "Ik moet naar de oogarts en durf niet meer te rijden."),
        on(5, "Hugo", Personal, ThisWeek, CareGiven, "Sinds mijn val lukt het wassen niet meer alleen."),
        on(7, "Greta", Digital, Flexible, Helped, "Mijn tablet vraagt een paswoord dat ik niet ken."),
        on(9, "Yusuf", Paperwork, ThisWeek, Helped, "Une lettre de la mutualité que je ne comprends pas."),
        on(11, "Luc", Chores, Flexible, Withdrawn, "De lamp in de gang vervangen."),
        on(13, "Nadia", Walk, Flexible, Helped, "Samen een toertje doen in het park."),
        on(15, "Piet", Other, Flexible, Rejected, "Iemand die mijn heel huis schildert."),
        on(17, "Marie", Company, ThisWeek, NoShow, "Het is stil in huis sinds mijn man er niet meer is."),
        on(18, "Rosa", Chores, ThisWeek, InProgress, "De poets raakt niet meer gedaan."),
        on(20, "Fatima", Gardening, Flexible, Helped, "De haag is te hoog voor mij."),
        on(22, "Jef", PhoneCall, Flexible, Agreed, "Af en toe een telefoontje zou mij deugd doen."),
        on(24, "Luc", Groceries, ThisWeek, Agreed, "Met mijn nieuwe heup raak ik niet tot aan de winkel."),
        on(26, "Greta", Personal, ThisWeek, ReferralRejected, "Hulp bij het aantrekken van mijn steunkousen."),
        on(30, "Hugo", Chores, ThisWeek, Referred, "Ik heb hulp nodig bij het koken en de was."),
        on(31, "Yusuf", Transport, Flexible, Open, "Naar het containerpark met oud papier."),
        on(32, "Nadia", Digital, Flexible, Asked("Gaat het om een computer of om een telefoon?"), "Iets met mijn mails."),
        on(33, "Piet", Pets, ThisWeek, Proposed, "Iemand voor de hond terwijl ik in het ziekenhuis lig."),
        on(34, "Fatima", Groceries, Today, Submitted, "Ik ben ziek en heb niets meer in huis."),
    ]
};

/// How many days the history has.
const DAYS: usize = 35;

/// Plays the history. Afterwards the clock stands at the present.
///
/// # Errors
/// When one of the actions refuses: then the story no longer fits the rules.
pub async fn play(store: &Store, clock: &SetClock) -> Result<()> {
    let town = Arc::new(store.write(found).await?);
    for day in 0..DAYS {
        for episode in EPISODES.iter().filter(|it| it.day == day) {
            let scene = town.clone();
            store.write(move |tx| episode.play(tx, &scene)).await?;
        }
        clock.pass(TimeDelta::days(1));
    }
    Ok(())
}

impl Episode {
    fn play(&self, tx: &mut Tx<'_>, town: &Town) -> Result<()> {
        let (team, requester) = (town.team(), town.neighbour(self.who)?);
        let request = requests::submit(tx, &team, &self.request(requester)?)?;
        match self.until {
            Until::Submitted => {}
            Until::Asked(question) => {
                requests::ask_for_information(tx, &team, request, text(question)?)?;
            }
            Until::Withdrawn => {
                requests::withdraw(tx, &team, request, WithdrawReason::FoundHelp)?;
            }
            Until::Rejected => {
                requests::reject(tx, &team, request, RejectReason::NeedsProfessional)?;
            }
            Until::Open => {
                requests::approve(tx, &team, request)?;
            }
            Until::Proposed => {
                propose(tx, town, request)?;
            }
            Until::Agreed => {
                agree(tx, town, requester, request)?;
            }
            Until::Helped => {
                let made = agree(tx, town, requester, request)?;
                matching::end(tx, &team, made, MatchOutcome::Helped)?;
            }
            Until::NoShow => {
                let made = agree(tx, town, requester, request)?;
                matching::end(tx, &team, made, MatchOutcome::NoShow)?;
            }
            Until::Referred => {
                refer(tx, town, requester, request)?;
            }
            Until::ReferralRejected => {
                let sent = refer(tx, town, requester, request)?;
                referrals::reject(tx, &town.provider(), sent, ReferralRejectReason::NoCapacity, None)?;
            }
            Until::InProgress => {
                start(tx, town, requester, request)?;
            }
            Until::CareGiven => {
                let running = start(tx, town, requester, request)?;
                referrals::complete(tx, &town.provider(), running, ReferralCompleteOutcome::Helped)?;
            }
        }
        Ok(())
    }

    fn request(&self, requester: PersonId) -> Result<NewRequest> {
        let lang = if self.who == "Yusuf" && self.category == Category::Paperwork { "fr" } else { "nl" };
        let said = RequestText { lang: lang.parse().map_err(Error::Inconsistent)?, text: text(self.text)? };
        let wish = Wish {
            duration_minutes: 60,
            windows: Vec::new(),
            weekly_slots: vec![slot(Day::Tue, "14:00", "17:00")?],
            help_kind: HelpKind::Once,
            rhythm: None,
            languages: Vec::new(),
            wanted_from: WantedFrom::Anyone,
            minors_involved: false,
            channel: Channel::Phone,
            visibility: Visibility::BuurtwerkerOnly,
        };
        Ok(NewRequest {
            category: self.category,
            urgency: self.urgency,
            wish,
            helpers_wanted: 1,
            said: Said { text: Some(said), ..Said::default() },
            place: None,
            for_person: Some(requester),
        })
    }
}

fn text<T: std::str::FromStr<Err = String>>(words: &str) -> Result<T> {
    words.parse().map_err(Error::Inconsistent)
}

/// The team approves and asks the neighbour who suits best: Bilal is left to whoever tries the demo.
fn propose(tx: &mut Tx<'_>, town: &Town, request: RequestId) -> Result<MatchId> {
    let team = town.team();
    requests::approve(tx, &team, request)?;
    let helpers = suggestions::actions::suggest(tx, &team, request)?.into_iter().filter_map(|it| it.who);
    let best = helpers.into_iter().find(|it| town.is_neighbour(it.helper));
    let best = best.ok_or_else(|| Error::Inconsistent("nobody suits".into()))?;
    matching::propose(tx, &team, request, best.offer)
}

/// Both say yes.
fn agree(tx: &mut Tx<'_>, town: &Town, requester: PersonId, request: RequestId) -> Result<MatchId> {
    let made = propose(tx, town, request)?;
    let helper = matching::see(tx, &town.team(), made)?.helper;
    matching::accept(tx, &town.team(), made, Some(helper))?;
    matching::accept(tx, &town.team(), made, Some(requester))
}

/// The neighbour says yes on paper, and Thuiszorg Linde is asked.
fn refer(tx: &mut Tx<'_>, town: &Town, requester: PersonId, request: RequestId) -> Result<ReferralId> {
    let team = town.team();
    let shared = vec![
        SharedField::Name,
        SharedField::BirthYear,
        SharedField::Languages,
        SharedField::RequestText,
        SharedField::Windows,
        SharedField::HelpKind,
    ];
    let yes = NewConsent {
        person: requester,
        purpose: ConsentPurpose::Referral,
        organisation: Some(town.organisation),
        scope: shared.iter().copied().collect(),
        text_version: texts::VERSION.into(),
        language: Locale::Dutch,
        given: true,
        how: ConsentHow::Paper,
        given_by: None,
        on_behalf_of: None,
        witness: None,
        expires_at: None,
    };
    let consent = consents::give(tx, &team, yes)?;
    let new = NewReferral {
        request,
        on_match: None,
        service: town.service,
        reason: text("Dit vraagt meer dan een goede buur.")?,
        shared,
        basis: Basis::Consent(consent),
        urgency: None,
        beside: false,
        contact_person: None,
    };
    let draft = referrals::prepare(tx, &team, new)?;
    referrals::send(tx, &team, draft)
}

/// Thuiszorg Linde takes it on and begins.
fn start(tx: &mut Tx<'_>, town: &Town, requester: PersonId, request: RequestId) -> Result<ReferralId> {
    let sent = refer(tx, town, requester, request)?;
    referrals::accept(tx, &town.provider(), sent)?;
    referrals::start(tx, &town.provider(), sent)
}
