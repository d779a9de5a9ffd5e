//! The routes about consents, and the consent texts, which are public.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, NewConsent};
use super::model::{Consent, ConsentHow, ConsentPurpose, ConsentState, SharedField};
use super::texts;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{ConsentId, OrganisationId, PersonId};
use crate::organisations::{OrganisationRef, organisation_ref};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Query, Reply, Resource, Shown};
use crate::platform::language::Locale;
use crate::platform::text::PersonName;
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Action, Actor, Subject};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/consentTexts/{purpose}", Action::SeeConsentText, "The consent text in force", see_text)
        .query::<TextQuery>()
        .answers::<ConsentTextBody>()
        .cached();
    let answer = "Record a yes or a no; a no takes back each yes to the same question that covers all of it";
    let _ = api
        .post("/v1/consents", Action::GiveConsent, answer, give)
        .takes::<NewConsentBody>()
        .creates::<ConsentBody>()
        .refuses(&[Code::ConsentTextUnknown, Code::MandateMissing]);
    let _ = api.get("/v1/consents/{consentId}", Action::SeeConsent, "A consent", see).shows::<ConsentBody>();
    let _ = api
        .post("/v1/consents/{consentId}/withdraw", Action::WithdrawConsent, "Take a yes back", withdraw)
        .takes_nothing()
        .shows::<ConsentBody>();
    let by_token = "Take a yes back, with the token of the mail that tells of it";
    let _ = api
        .post("/v1/consents/withdraw", Action::WithdrawByToken, by_token, withdraw_by_token)
        .takes::<Token>()
        .refuses(&[Code::TokenInvalid]);
    let _ = api
        .get("/v1/me/consents", Action::SeeConsent, "The answers of the caller", list_consents)
        .pages::<ConsentBody>();
}

/// In which language.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TextQuery {
    /// The language; that of `Accept-Language` when left out.
    lang: Option<Locale>,
}

/// A consent text.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConsentTextBody {
    purpose: ConsentPurpose,
    lang: Locale,
    text_version: &'static str,
    /// SHA-256 of the text, in hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    hash: String,
    text: String,
}

/// Who receives what is shared.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewConsentRecipient {
    organisation_id: OrganisationId,
}

/// A yes or a no. `recipient` goes with a referral; `app` is for the person themselves, the other ways for the team;
/// `witness` goes with `oralWithWitness`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewConsentBody {
    person_id: PersonId,
    purpose: ConsentPurpose,
    recipient: Option<NewConsentRecipient>,
    /// At least one field for a referral.
    #[serde(default)]
    #[schema(max_items = 12)]
    scope: Vec<SharedField>,
    #[schema(max_length = 20)]
    text_version: String,
    /// The language in which the text was read; that of `Accept-Language` when left out.
    language: Option<Locale>,
    given: bool,
    how: ConsentHow,
    /// Who answered, when it was not the person: a legal representative, or a proxy with a written mandate.
    given_by: Option<PersonId>,
    /// For whom: the person.
    on_behalf_of: Option<PersonId>,
    /// Who heard it. Kept sealed, and not shown.
    witness: Option<PersonName>,
    /// Until when a yes holds, in the next five years; until it is taken back when left out.
    expires_at: Option<Instant>,
}

/// The token of a mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SayNoToken)]
struct Token {
    #[schema(max_length = 200)]
    token: String,
}

/// Who receives what is shared.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConsentRecipient {
    organisation_id: OrganisationId,
    organisation: OrganisationRef,
}

/// A yes or a no.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConsentBody {
    #[serde(flatten)]
    shown: Shown<ConsentState, ConsentId>,
    person_id: PersonId,
    purpose: ConsentPurpose,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    recipient: Option<ConsentRecipient>,
    scope: Vec<SharedField>,
    text_version: String,
    hash: String,
    language: Locale,
    given: bool,
    how: ConsentHow,
    given_by: PersonId,
    recorded_by: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    withdrawn_at: Option<Instant>,
}

impl Resource for ConsentBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: Consent, subject: &Subject) -> Result<ConsentBody> {
    let verbs = [("withdraw", Action::WithdrawConsent, actions::can_withdraw(tx, &of))];
    let shown = Shown {
        id: of.id,
        href: format!("/v1/consents/{}", of.id),
        state: of.state(tx.now),
        version: of.version(),
        allowed_actions: policy::allowed(actor, subject, verbs),
        created_at: of.at,
        updated_at: of.withdrawn_at.unwrap_or(of.at),
    };
    let recipient = match of.organisation {
        Some(id) => Some(ConsentRecipient { organisation_id: id, organisation: organisation_ref(tx, id)? }),
        None => None,
    };
    Ok(ConsentBody {
        shown,
        person_id: of.person,
        purpose: of.purpose,
        recipient,
        scope: of.scope.into_iter().collect(),
        text_version: of.text_version,
        hash: of.text_hash,
        language: of.language,
        given: of.given,
        how: of.how,
        given_by: of.given_by,
        recorded_by: of.recorded_by,
        expires_at: of.expires_at,
        withdrawn_at: of.withdrawn_at,
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: ConsentId) -> Result<ConsentBody> {
    let (seen, subject) = actions::see(tx, actor, id)?;
    body(tx, actor, seen, &subject)
}

fn parse(said: NewConsentBody, language: Locale) -> Result<NewConsent> {
    if said.scope.len() > SharedField::ALL.len() {
        return Err(Error::invalid("/scope", format!("has at most {} items", SharedField::ALL.len())));
    }
    Ok(NewConsent {
        person: said.person_id,
        purpose: said.purpose,
        organisation: said.recipient.map(|it| it.organisation_id),
        scope: said.scope.into_iter().collect(),
        text_version: said.text_version,
        language: said.language.unwrap_or(language),
        given: said.given,
        how: said.how,
        given_by: said.given_by,
        on_behalf_of: said.on_behalf_of,
        witness: said.witness,
        expires_at: said.expires_at,
    })
}

async fn see_text(call: Call, purpose: Id<ConsentPurpose>, query: Query<TextQuery>) -> Answer {
    let found = texts::text(purpose.0, query.0.lang.unwrap_or(call.locale));
    let body = ConsentTextBody {
        purpose: found.purpose,
        lang: found.lang,
        text_version: found.version,
        hash: found.hash,
        text: found.text,
    };
    // Without a language in the address the answer depends on a header, so it is not for keeping.
    match query.0.lang {
        Some(_) => Reply::cacheable(&body, &body.hash, call.known_etag()),
        None => Reply::json(StatusCode::OK, &body),
    }
}

async fn give(call: Call, body: Body<NewConsentBody>) -> Answer {
    let language = call.locale;
    call.act(body, move |tx, actor, said| actions::give(tx, actor, parse(said, language)?), show).await
}

async fn see(call: Call, id: Id<ConsentId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn withdraw(call: Call, id: Id<ConsentId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::withdraw(tx, actor, id.0), show).await
}

async fn withdraw_by_token(call: Call, body: Body<Token>) -> Answer {
    call.run(move |tx, actor| actions::withdraw_by_token(tx, actor, &body.value.token)).await?;
    Ok(Reply::nothing())
}

async fn list_consents(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let page = call
        .read(move |tx, actor| {
            let (page, subject) = actions::see_mine(tx, actor, cursor)?;
            page.try_map(|it| body(tx, actor, it, &subject))
        })
        .await?;
    Reply::json(StatusCode::OK, &page)
}
