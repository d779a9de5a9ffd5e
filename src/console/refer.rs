//! The page on which a case is handed to a service: which one, what it may know, and with whose yes.

use askama::Template;

use super::frame::Frame;
use super::kinds::Kinds;
use super::offers::day;
use crate::consents::actions::holding;
use crate::consents::texts;
use crate::consents::{ConsentPurpose, SharedField};
use crate::ids::{ConsentId, OrganisationId, ReferralId, RequestId, SavedReplyId, ServiceId};
use crate::moderation::replies::actions::{self as replies, About, Filled};
use crate::moderation::replies::model::ReplyVerb;
use crate::organisations;
use crate::people;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::referrals::actions::{choose_service, of_request};
use crate::referrals::model::choice::{Choice, ChoiceCode};
use crate::referrals::model::{ContactRelation, Referral, ReferralState};
use crate::requests::actions as requests;

/// What the page was asked with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// The service that was chosen.
    pub(super) service: Option<ServiceId>,
    /// The language in which the text of the consent is read.
    pub(super) language: Option<Locale>,
    /// The saved reply to begin with.
    pub(super) reply: Option<SavedReplyId>,
    /// The referral that came to nothing.
    pub(super) from: Option<ReferralId>,
}

/// A service to choose.
struct Service {
    id: ServiceId,
    name: String,
    organisation: String,
    reasons: Vec<String>,
}

/// A yes that holds already.
struct Earlier {
    id: ConsentId,
    text: String,
}

/// What is sent to the service that was chosen.
struct Chosen {
    id: ServiceId,
    name: String,
    organisation: String,
    organisation_id: OrganisationId,
    fields: Vec<(&'static str, String)>,
    relations: Vec<(&'static str, String)>,
    earlier: Vec<Earlier>,
    language: Locale,
    /// The text that is read out or signed, paragraph by paragraph.
    text: Vec<String>,
    version: &'static str,
    replies: Vec<Filled>,
    /// What the reason begins with.
    reason: String,
}

/// The page.
#[derive(Template)]
#[template(path = "console/refer.html")]
pub(super) struct ReferPage {
    pub(super) frame: Frame,
    id: RequestId,
    version: i32,
    what: String,
    from: Option<ReferralId>,
    services: Vec<Service>,
    chosen: Option<Chosen>,
    languages: Vec<(Locale, String)>,
}

impl ReferPage {
    /// The address of this page with another language or reply.
    fn address(&self, of: &Chosen, name: &str, value: &str) -> String {
        let from = self.from.map(|it| format!("&from={it}")).unwrap_or_default();
        format!("/console/requests/{}/refer?service={}{from}&{name}={value}", self.id, of.id)
    }
}

/// The page for a request: the services, and once one was chosen what goes to it.
///
/// # Errors
/// A refusal when the actor may not.
pub(super) fn refer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut frame: Frame,
    id: RequestId,
    asked: Asked,
) -> Result<ReferPage> {
    let request = requests::load(tx, id)?;
    check(actor, Action::PrepareReferral, &requests::subject(&request))?;
    frame.about = Some(format!("request/{id}"));
    let choices = choose_service(tx, actor, id)?;
    let mut earlier = of_request(tx, actor, id)?;
    earlier.retain(|it| it.state == ReferralState::Rejected);
    let mut services = Vec::new();
    for choice in &choices {
        services.push(service(tx, choice, &earlier, &frame)?);
    }
    // What was refused is shown once more as it was sent.
    let service = frame.typed("serviceId").parse().ok().or(asked.service);
    let from = frame.typed("from").parse().ok().or(asked.from);
    let chosen = match choices.into_iter().find(|it| Some(it.service.id) == service) {
        Some(choice) => {
            let about = About {
                neighbourhood: request.neighbourhood,
                reader: frame.locale,
                first_name: None,
                category: Some(request.category),
            };
            let replies = replies::filled(tx, actor, ReplyVerb::PrepareReferral, &about)?;
            Some(chosen(tx, &frame, request.person, choice, asked, replies)?)
        }
        None => None,
    };
    let languages = Locale::ALL.iter().map(|it| (*it, frame.word("console-spoken", it.as_str()))).collect();
    Ok(ReferPage {
        id,
        version: request.version,
        what: Kinds::of_team(tx, actor, frame.locale)?.called(request.neighbourhood, request.category),
        from,
        services,
        chosen,
        languages,
        frame,
    })
}

/// `refused`: what services said no to for the same request.
fn service(tx: &mut Tx<'_>, of: &Choice, refused: &[Referral], frame: &Frame) -> Result<Service> {
    let refused = refused.iter().filter(|it| it.service == of.service.id).filter_map(|it| it.status_reason);
    let refused = refused.map(|it| {
        let why = frame.word("referral-reason", it.as_str());
        frame.with("choice-refused", "value", &why)
    });
    let organisation = organisations::get(tx, of.service.organisation)?.name;
    Ok(Service {
        id: of.service.id,
        name: of.service.name.as_str().to_owned(),
        organisation: organisation.as_str().to_owned(),
        reasons: refused.chain(of.reasons.iter().map(|(code, value)| reason(*code, value, frame))).collect(),
    })
}

/// A reason in words.
fn reason(code: ChoiceCode, value: &str, frame: &Frame) -> String {
    match code {
        ChoiceCode::Place | ChoiceCode::Capacity => frame.word(&format!("console-choice-{code}"), value),
        ChoiceCode::Category => frame.word("category", value),
        ChoiceCode::Language => words::language(value).to_owned(),
        ChoiceCode::Age | ChoiceCode::WaitTime => frame.with(&format!("choice-{code}"), "value", value),
        ChoiceCode::Assured | ChoiceCode::NotAssured => {
            let on = value.parse().map_or_else(|_| value.to_owned(), day);
            frame.with(&format!("choice-{code}"), "value", &on)
        }
        ChoiceCode::Referred => frame.t("choice-referred"),
    }
}

fn chosen(
    tx: &mut Tx<'_>,
    frame: &Frame,
    person: crate::ids::PersonId,
    choice: Choice,
    asked: Asked,
    replies: Vec<Filled>,
) -> Result<Chosen> {
    let of = choice.service;
    let typed = Locale::from_word(frame.typed("language"));
    let language = typed.or(asked.language).map_or_else(|| people::actions::get(tx, person).map(|it| it.locale), Ok)?;
    let text = texts::text(ConsentPurpose::Referral, language);
    let earlier = holding(tx, person, of.organisation)?.into_iter().map(|it| {
        let fields: Vec<_> = it.scope.iter().map(|field| frame.word("link-field", field.as_str())).collect();
        Earlier { id: it.id, text: format!("{}: {}", words::day(it.at), fields.join(", ")) }
    });
    let earlier = earlier.collect();
    let begin = replies.iter().find(|it| Some(it.id) == asked.reply).map(|it| it.text.clone());
    let organisation = organisations::get(tx, of.organisation)?.name;
    let list =
        |list: &str, all: Vec<&'static str>| all.into_iter().map(|it| (it, frame.word(list, it))).collect::<Vec<_>>();
    Ok(Chosen {
        id: of.id,
        name: of.name.as_str().to_owned(),
        organisation: organisation.as_str().to_owned(),
        organisation_id: of.organisation,
        fields: list("link-field", SharedField::ALL.iter().map(|it| it.as_str()).collect()),
        relations: list("link-relation", ContactRelation::ALL.iter().map(|it| it.as_str()).collect()),
        earlier,
        language,
        text: text.text.split("\n\n").map(str::to_owned).collect(),
        version: text.version,
        replies,
        reason: begin.unwrap_or_default(),
    })
}
