//! What is forgotten of a person, in every table. The one store that writes the rows of other slices: an erasure that
//! each slice did for itself would be as good as its most forgetful one.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{
    absences, accounts, activation_cards, batch_proposals, batches, blocks, client_requests, consents, contact_rules,
    erasures, exports, guardian_answers, household_members, idempotency_keys, invitations, jobs, known_devices,
    merge_moves, merges, nearby_looks, offers, one_time_tokens, open_offers, outbox, people, people_searches, proxies,
    proxy_uses, queue_claims, recovery_codes, referrals, registrations, requests, rights_checks, roles, sessions,
    sms_codes, tellings, totp_factors, trusts, vetting_checks,
};
use crate::db::types::Json;
use crate::ids::{AnyId, BatchId, NeighbourhoodId, PersonId, ProxyId};
use crate::matching::batch;
use crate::people::Language;
use crate::people::model::PersonState;
use crate::people::states::model::SuspendReason;
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};

/// The year of birth of nobody.
const NO_YEAR: i32 = 1900;

/// From now on the person takes no part.
pub(super) fn leaves(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let gone = (people::state.eq(PersonState::Left), people::state_since.eq(tx.now));
    let stays = people::state.ne_all([PersonState::Left, PersonState::Deceased]);
    let of = people::table.filter(people::id.eq(id).and(stays));
    diesel::update(of).set((gone, people::suspended_from.eq(None::<PersonState>))).execute(tx.conn)?;
    Ok(())
}

/// Takes away what says anything of a person. What is left are ids, states, codes and times of what others had a part in.
pub(super) fn forget(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    forget_sign_in(tx, id)?;
    forget_around(tx, id)?;
    forget_words(tx, id)?;
    diesel::update(people::table.find(id))
        .set((
            people::state.eq(PersonState::Left),
            people::state_since.eq(tx.now),
            people::suspended_from.eq(None::<PersonState>),
            people::suspend_reason.eq(None::<SuspendReason>),
            people::moving_to_id.eq(None::<NeighbourhoodId>),
            people::name.eq(Vec::<u8>::new()),
            people::contact.eq(None::<Vec<u8>>),
            people::home.eq(None::<Vec<u8>>),
            people::gender.eq(None::<Vec<u8>>),
            people::birth_year.eq(NO_YEAR),
            people::locale.eq(Locale::Dutch),
            people::languages.eq(Json(Vec::<Language>::new())),
            people::name_index.eq(None::<Vec<u8>>),
            people::name_trigrams.eq(None::<Vec<u8>>),
            people::phone_index.eq(None::<Vec<u8>>),
            people::neighbourhood_id.eq(None::<NeighbourhoodId>),
            people::cell.eq(None::<i64>),
            people::near_cell.eq(None::<i64>),
            people::home_moves.eq(Json(Vec::<Instant>::new())),
            people::vetted_until.eq(None::<Instant>),
            people::vetting_told_for.eq(None::<Instant>),
            people::active_at.eq(None::<Instant>),
            people::inactive_asked_at.eq(None::<Instant>),
            people::erased_at.eq(Some(tx.now)),
            people::version.eq(people::version + 1),
            people::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// By what they signed in, and what waits for them.
fn forget_sign_in(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    diesel::delete(one_time_tokens::table.filter(one_time_tokens::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(sessions::table.filter(sessions::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(totp_factors::table.find(id)).execute(tx.conn)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(known_devices::table.filter(known_devices::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(activation_cards::table.filter(activation_cards::person_id.eq(id))).execute(tx.conn)?;
    let invited = invitations::table.filter(invitations::made_by.eq(id).or(invitations::used_by.eq(id)));
    diesel::delete(invited).execute(tx.conn)?;
    diesel::delete(sms_codes::table.filter(sms_codes::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(accounts::table.find(id)).execute(tx.conn)?;
    diesel::delete(roles::table.filter(roles::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(outbox::table.filter(outbox::recipient.eq(id))).execute(tx.conn)?;
    forget_calls(tx, id)?;
    diesel::delete(exports::table.filter(exports::person_id.eq(id))).execute(tx.conn)?;
    let of_them = [format!("clock:{id}"), format!("export:{id}")];
    diesel::delete(jobs::table.filter(jobs::once.eq_any(of_them))).execute(tx.conn)?;
    Ok(())
}

/// What they called, and what others called about them: a row holds a hash of what was sent.
fn forget_calls(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::object.eq(AnyId::from(id.uuid()))))
        .execute(tx.conn)?;
    let asked = requests::table.filter(requests::person_id.eq(id)).select(requests::id);
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::object.eq_any(asked))).execute(tx.conn)?;
    let of_them = requests::table.filter(requests::person_id.eq(id)).select(requests::id);
    let client = client_requests::table.filter(client_requests::request_id.eq_any(of_them)).select(client_requests::id);
    let client: Vec<AnyId> = client.load(tx.conn)?;
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::object.eq_any(client))).execute(tx.conn)?;
    let referred = referrals::table.filter(referrals::person_id.eq(id)).select(referrals::id);
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::object.eq_any(referred))).execute(tx.conn)?;
    let consented = consents::table.filter(consents::subject.eq(id)).select(consents::id);
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::object.eq_any(consented))).execute(tx.conn)?;
    Ok(())
}

/// With whom they lived, whom they were kept apart from, what was checked of them, what they looked at.
fn forget_around(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    diesel::delete(household_members::table.find(id)).execute(tx.conn)?;
    diesel::delete(trusts::table.find(id)).execute(tx.conn)?;
    let asked = || requests::table.filter(requests::person_id.eq(id)).select(requests::id);
    diesel::delete(rights_checks::table.filter(rights_checks::request_id.eq_any(asked()))).execute(tx.conn)?;
    diesel::delete(client_requests::table.filter(client_requests::request_id.eq_any(asked()))).execute(tx.conn)?;
    diesel::delete(contact_rules::table.find(id)).execute(tx.conn)?;
    diesel::delete(registrations::table.find(id)).execute(tx.conn)?;
    diesel::delete(people_searches::table.filter(people_searches::person_id.eq(id))).execute(tx.conn)?;
    forget_proxies(tx, id)?;
    diesel::delete(tellings::table.filter(tellings::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(blocks::table.filter(blocks::one_id.eq(id).or(blocks::other_id.eq(id)))).execute(tx.conn)?;
    diesel::delete(vetting_checks::table.filter(vetting_checks::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(nearby_looks::table.filter(nearby_looks::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(queue_claims::table.filter(queue_claims::claimed_by.eq(id))).execute(tx.conn)?;
    let taken = queue_claims::table.filter(queue_claims::taken_from.eq(id));
    diesel::update(taken).set(queue_claims::taken_from.eq(None::<PersonId>)).execute(tx.conn)?;
    diesel::delete(absences::table.filter(absences::person_id.eq(id))).execute(tx.conn)?;
    diesel::delete(open_offers::table.filter(open_offers::person_id.eq(id))).execute(tx.conn)?;
    forget_batches(tx, id)
}

/// The batch they asked for, and where they stand in those of others.
fn forget_batches(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let theirs = batches::table.filter(batches::asked_by.eq(id)).select(batches::id);
    let theirs: Vec<BatchId> = theirs.load(tx.conn)?;
    batch::forget(tx, &theirs)?;
    let asked = requests::table.filter(requests::person_id.eq(id)).select(requests::id);
    let offered = offers::table.filter(offers::person_id.eq(id)).select(offers::id);
    let of_them = batch_proposals::offer_id.eq_any(offered).or(batch_proposals::request_id.eq_any(asked));
    diesel::delete(batch_proposals::table.filter(of_them)).execute(tx.conn)?;
    Ok(())
}

/// Who acted for them and for whom they acted, and how two entries of them became one.
fn forget_proxies(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let theirs = proxies::table.filter(proxies::person_id.eq(id).or(proxies::proxy_id.eq(id)));
    let theirs: Vec<ProxyId> = theirs.select(proxies::id).load(tx.conn)?;
    let used = proxy_uses::person_id.eq(id).or(proxy_uses::proxy_id.eq_any(&theirs));
    diesel::delete(proxy_uses::table.filter(used)).execute(tx.conn)?;
    diesel::delete(proxies::table.filter(proxies::id.eq_any(&theirs))).execute(tx.conn)?;
    let answered = guardian_answers::person_id.eq(id).or(guardian_answers::guardian_id.eq(id));
    diesel::delete(guardian_answers::table.filter(answered)).execute(tx.conn)?;
    let merged = merges::table.filter(merges::kept_id.eq(id).or(merges::merged_id.eq(id))).select(merges::id);
    let merged: Vec<AnyId> = merged.load(tx.conn)?;
    diesel::delete(merge_moves::table.filter(merge_moves::merge_id.eq_any(&merged))).execute(tx.conn)?;
    diesel::delete(merges::table.filter(merges::id.eq_any(&merged))).execute(tx.conn)?;
    Ok(())
}

/// Other entries of the same person, merged into these.
pub(super) fn merged_into(tx: &mut Tx<'_>, these: &[PersonId]) -> Result<Vec<PersonId>> {
    let same = people::table.filter(people::merged_into.eq_any(these).and(people::erased_at.is_null()));
    Ok(same.order(people::id).select(people::id).load(tx.conn)?)
}

/// What was said by them or about them, and where they asked for help.
fn forget_words(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    diesel::update(requests::table.filter(requests::person_id.eq(id)))
        .set((
            requests::said.eq(None::<Vec<u8>>),
            requests::place.eq(None::<Vec<u8>>),
            requests::cell.eq(None::<i64>),
            requests::near_cell.eq(None::<i64>),
            requests::nearby_cell.eq(None::<i64>),
        ))
        .execute(tx.conn)?;
    diesel::update(referrals::table.filter(referrals::person_id.eq(id)))
        .set(referrals::said.eq(None::<Vec<u8>>))
        .execute(tx.conn)?;
    diesel::update(consents::table.filter(consents::subject.eq(id)))
        .set(consents::said.eq(None::<Vec<u8>>))
        .execute(tx.conn)?;
    Ok(())
}

/// Whose data key was destroyed, the longest ago first.
pub(super) fn erased(tx: &mut Tx<'_>) -> Result<Vec<(AnyId, Instant)>> {
    let all = erasures::table.order((erasures::at, erasures::owner)).select((erasures::owner, erasures::at));
    Ok(all.load(tx.conn)?)
}

/// How many there are.
pub(super) fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(erasures::table.count().get_result(tx.conn)?)
}

/// Whether the data key of an owner was destroyed here.
pub(super) fn is_erased(tx: &mut Tx<'_>, owner: AnyId) -> Result<bool> {
    let row: Option<AnyId> = erasures::table.find(owner).select(erasures::owner).first(tx.conn).optional()?;
    Ok(row.is_some())
}

/// Whether there is a person of this id.
pub(super) fn is_there(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    let row: Option<PersonId> = people::table.find(id).select(people::id).first(tx.conn).optional()?;
    Ok(row.is_some())
}

/// Keeps the moment of the first erasure.
pub(super) fn erased_at(tx: &mut Tx<'_>, owner: AnyId, at: Instant) -> Result<()> {
    diesel::update(erasures::table.find(owner)).set(erasures::at.eq(at)).execute(tx.conn)?;
    Ok(())
}
