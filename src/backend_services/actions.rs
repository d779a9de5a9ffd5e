//! Register software, change it and take it away; give it a token; let it in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;

use super::assertion::Assertion;
use super::model::{
    BackendService, Fault, Jwk, MOST_BACKEND_SERVICES, MOST_KEYS, PublicKey, Scopes, TOKEN_SECONDS, TokenFault,
};
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{BackendServiceId, OrganisationId};
use crate::notifications::tell;
use crate::organisations;
use crate::people;
use crate::people::actions::fresh_proof;
use crate::platform::http::{Cursor, Page};
use crate::platform::seal::{hash, random};
use crate::platform::text::Title;
use crate::platform::{Error, Issue, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check, scope};

/// What the policy needs to know of one.
pub(super) fn subject(of: &BackendService) -> Subject {
    organisations::actions::subject(of.organisation)
}

/// One of them.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn see(tx: &mut Tx<'_>, actor: &Actor, id: BackendServiceId) -> Result<BackendService> {
    let found = store::get(tx, id)?;
    check(actor, Action::SeeBackendService, &subject(&found))?;
    Ok(found)
}

/// A page of those that the actor may see, of one organisation if it is named.
///
/// # Errors
/// When the database fails.
pub fn see_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Page<BackendService>> {
    let scope = scope(actor, Action::SeeBackendService);
    Ok(Page::new(store::list(tx, &scope, organisation, cursor)?, cursor, |it| it.id.uuid()))
}

/// Software to be registered.
#[derive(Clone)]
pub struct NewBackendService {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What it is called.
    pub name: Title,
    /// The public keys of what it signs with.
    pub keys: Vec<Jwk>,
    /// How far it reaches; `None`: as far as there is.
    pub scopes: Option<Vec<String>>,
}

/// What is changed of it.
#[derive(Clone)]
pub(super) struct BackendServicePatch {
    pub(super) name: Option<Title>,
    pub(super) keys: Option<Vec<Jwk>>,
    pub(super) scopes: Option<Vec<String>>,
}

fn read_keys(offered: &[Jwk]) -> Result<Vec<PublicKey>> {
    if !(1..=MOST_KEYS).contains(&offered.len()) {
        return Err(Error::invalid("/keys/keys", format!("has 1 to {MOST_KEYS} keys")));
    }
    let mut keys: Vec<PublicKey> = Vec::new();
    for (place, jwk) in offered.iter().enumerate() {
        let pointer = format!("/keys/keys/{place}");
        let key = PublicKey::read(jwk).map_err(|fault| match fault {
            Fault::Private => {
                let detail = "is no public key, and was not kept".to_owned();
                let issues = vec![Issue { pointer: pointer.clone(), detail }];
                Error::from(Refusal { issues, ..Refusal::new(Code::PrivateKey) })
            }
            Fault::Member(member, how) => Error::invalid(format!("{pointer}/{member}"), how),
        })?;
        if keys.iter().any(|it| it.kid == key.kid) {
            return Err(Error::invalid(format!("{pointer}/kid"), "is the name of another of the keys"));
        }
        keys.push(key);
    }
    Ok(keys)
}

fn read_scopes(wanted: &[String]) -> Result<Scopes> {
    let wrong = |place: usize| Error::invalid(format!("/scopes/{place}"), "is no scope that there is");
    match wanted {
        [] => Err(Error::invalid("/scopes", "has at least one")),
        some => Scopes::registered(some).map_err(wrong),
    }
}

/// Lets software of an organisation sign in by itself. The organisation hears of it by mail.
///
/// # Errors
/// [`Code::StepUpNeeded`] without a fresh proof, [`Code::WrongState`] when there are as many as there may be,
/// [`Code::PrivateKey`]; a refusal when the actor may not, or a key or a scope is not taken.
pub fn register(tx: &mut Tx<'_>, actor: &Actor, said: &NewBackendService) -> Result<BackendServiceId> {
    // One after the other, so that the count holds.
    organisations::actions::lock(tx, said.organisation)?;
    let of = organisations::actions::subject(said.organisation);
    let by = check(actor, Action::CreateBackendService, &of)?;
    fresh_proof(tx, actor)?;
    let keyed_by = actor.signed_in()?;
    let keys = read_keys(&said.keys)?;
    let scopes = said.scopes.as_deref().map_or_else(|| Ok(Scopes::offered()), read_scopes)?;
    if store::count_of(tx, said.organisation)? >= MOST_BACKEND_SERVICES {
        return Err(Error::wrong_state("createBackendService", "with ten of them"));
    }
    let new = BackendService {
        id: BackendServiceId::fresh(),
        organisation: said.organisation,
        name: said.name.clone(),
        keys,
        keyed_by,
        scopes,
        last_used_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    store::insert(tx, &new)?;
    tell(tx, new.organisation, Message::BackendServiceRegistered { software: new.id })?;
    let happening = Event::BackendServiceRegistered(new.id).by(by).with("organisation", new.organisation);
    tx.record(&happening.with("scopes", &new.scopes))?;
    Ok(new.id)
}

/// One to change: locked, allowed, and as the actor has read it.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: BackendServiceId) -> Result<(BackendService, Acting)> {
    let found = store::lock(tx, id)?;
    let by = check(actor, Action::ChangeBackendService, &subject(&found))?;
    tx.if_match(Some(found.version))?;
    Ok((found, by))
}

/// Changes the name, the keys or the scopes. With other keys or scopes no token works any more that was given before, and of other
/// keys the organisation hears by mail.
///
/// # Errors
/// [`Code::StepUpNeeded`] without a fresh proof for keys and scopes, [`Code::PrivateKey`]; a refusal when the actor may not, has
/// read another version, or a key or a scope is not taken.
pub(super) fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: BackendServiceId,
    said: &BackendServicePatch,
) -> Result<BackendServiceId> {
    let (found, by) = open(tx, actor, id)?;
    if said.keys.is_some() || said.scopes.is_some() {
        fresh_proof(tx, actor)?;
    }
    let changed = BackendService {
        name: said.name.clone().unwrap_or_else(|| found.name.clone()),
        keys: said.keys.as_deref().map_or_else(|| Ok(found.keys.clone()), read_keys)?,
        keyed_by: if said.keys.is_some() { actor.signed_in()? } else { found.keyed_by },
        scopes: said.scopes.as_deref().map_or_else(|| Ok(found.scopes.clone()), read_scopes)?,
        ..found.clone()
    };
    if changed == found {
        return Ok(id);
    }
    store::save(tx, &changed)?;
    let has_other_keys = changed.keys != found.keys;
    if has_other_keys || changed.scopes != found.scopes {
        store::end_tokens(tx, id)?;
    }
    if has_other_keys {
        tell(tx, changed.organisation, Message::BackendServiceRekeyed { software: id })?;
        tx.record(&Event::BackendServiceRekeyed(id).by(by))?;
    }
    if changed.name != found.name || changed.scopes != found.scopes {
        tx.record(&Event::BackendServiceChanged(id).by(by).with("scopes", &changed.scopes))?;
    }
    Ok(id)
}

/// Takes one away: from now on it does not sign in, and what it has a token for ends.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, id: BackendServiceId) -> Result<()> {
    let (found, by) = open(tx, actor, id)?;
    store::delete(tx, id)?;
    tx.record(&Event::BackendServiceDeleted(id).by(by).with("organisation", found.organisation))
}

// -- signing in -------------------------------------------------------------------------------------------------------

/// The registered key under which something says that it is signed.
pub(super) fn key_of(tx: &mut Tx<'_>, said: &Assertion) -> Result<Option<PublicKey>> {
    let found = store::find(tx, said.client())?;
    Ok(found.and_then(|it| said.key_among(&it.keys).cloned()))
}

/// A token that was given.
pub(super) struct Given {
    /// It is known to nobody after this.
    pub(super) token: String,
    pub(super) scopes: Scopes,
}

/// Gives a token for what was signed with a key, if that still counts, is for this address and for now, and was not sent before.
///
/// # Errors
/// When the database fails: that it was sent must be committed, so a refusal is no error here.
pub(super) fn give(
    tx: &mut Tx<'_>,
    said: &Assertion,
    key: &PublicKey,
    address: &str,
    wanted: Option<&str>,
) -> Result<std::result::Result<Given, TokenFault>> {
    let found = store::lock_found(tx, said.client())?.filter(|it| it.keys.contains(key));
    let (id, ends) = said.id();
    let (Some(found), Some(ends), true) = (found, ends, said.is_for(address, tx.now)) else {
        return Ok(Err(TokenFault::InvalidClient));
    };
    if !store::is_first(tx, found.id, &id, ends)? {
        return Ok(Err(TokenFault::InvalidClient));
    }
    let scopes = match wanted {
        Some(wanted) => found.scopes.narrowed(wanted),
        None => Some(found.scopes),
    };
    let Some(scopes) = scopes else { return Ok(Err(TokenFault::InvalidScope)) };
    let token = URL_SAFE_NO_PAD.encode(random::<32>());
    let expires_at = tx.now + TimeDelta::seconds(TOKEN_SECONDS);
    store::give(tx, found.id, &hash(&[token.as_bytes()]), &scopes, expires_at)?;
    Ok(Ok(Given { token, scopes }))
}

/// Who calls with a token: the organisation, and nobody of it. Whoever said the keys may be who signs with them, so what they may not
/// read of people near them it does not read either.
///
/// # Errors
/// [`Code::NotSignedIn`] when the token works no more, [`Code::ScopeMissing`] when it does not reach as far as the call.
pub fn admit(tx: &mut Tx<'_>, token: &[u8; 32], called: &str) -> Result<Actor> {
    let found = store::of_token(tx, token)?;
    let found = found.ok_or(Code::NotSignedIn)?;
    if !found.scopes.reach(called) {
        return Err(Code::ScopeMissing.into());
    }
    let entangled = people::circle_of(tx, found.keyed_by)?;
    Ok(Actor { software: Some(found.id), entangled, ..Actor::organisation(found.organisation) })
}

/// Forgets what expired before `before`.
///
/// # Errors
/// When the database fails.
pub fn forget_expired(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget_expired(tx, before)
}
