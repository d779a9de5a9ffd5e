//! The rows of webhooks here, what is delivered to them below.

pub(super) mod deliveries;

use diesel::prelude::*;

use super::model::{DisabledBecause, Secret, Webhook, WebhookState};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{webhook_deliveries, webhooks};
use crate::db::sql::Locked;
use crate::ids::{OrganisationId, WebhookId};
use crate::platform::http::Cursor;
use crate::platform::seal::Field;
use crate::platform::{Error, Result, Tx};
use crate::policy::Scope;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = webhooks, check_for_backend(MultiBackend))]
struct Row {
    id: WebhookId,
    organisation_id: OrganisationId,
    url: String,
    state: WebhookState,
    disabled_because: Option<DisabledBecause>,
    failing_since: Option<Instant>,
    last_failed_at: Option<Instant>,
    old_secret_until: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn webhook(row: Row) -> Result<Webhook> {
    let Row { id, url, .. } = row;
    Ok(Webhook {
        id,
        organisation: row.organisation_id,
        url: url.parse().map_err(|_| Error::Inconsistent(format!("the address of {id}")))?,
        state: row.state,
        disabled_because: row.disabled_because,
        failing_since: row.failing_since,
        last_failed_at: row.last_failed_at,
        old_secret_until: row.old_secret_until,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// A new webhook.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Webhook, secret: &Secret) -> Result<()> {
    let sealed = seal(tx, new, secret)?;
    diesel::insert_into(webhooks::table)
        .values((
            webhooks::id.eq(new.id),
            webhooks::organisation_id.eq(new.organisation),
            webhooks::url.eq(new.url.as_str()),
            webhooks::state.eq(new.state),
            webhooks::secret.eq(sealed),
            webhooks::version.eq(new.version),
            webhooks::created_at.eq(new.created_at),
            webhooks::updated_at.eq(new.updated_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A webhook.
pub(super) fn get(tx: &mut Tx<'_>, id: WebhookId) -> Result<Webhook> {
    webhook(webhooks::table.find(id).select(Row::as_select()).first(tx.conn)?)
}

/// A webhook, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: WebhookId) -> Result<Webhook> {
    webhook(Locked(webhooks::table.find(id).select(Row::as_select())).get_result(tx.conn)?)
}

/// Saves a changed webhook, without its secrets. Counts the version.
pub(super) fn save(tx: &mut Tx<'_>, changed: &Webhook) -> Result<()> {
    diesel::update(webhooks::table.find(changed.id))
        .set((
            webhooks::url.eq(changed.url.as_str()),
            webhooks::state.eq(changed.state),
            webhooks::disabled_because.eq(changed.disabled_because),
            webhooks::failing_since.eq(changed.failing_since),
            webhooks::last_failed_at.eq(changed.last_failed_at),
            webhooks::version.eq(changed.version + 1),
            webhooks::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A call is over: the next can be made. Keeps since when calls fail, which is no change of the webhook.
pub(super) fn called(tx: &mut Tx<'_>, of: &Webhook) -> Result<()> {
    diesel::update(webhooks::table.find(of.id))
        .set((
            webhooks::leased_until.eq(None::<Instant>),
            webhooks::failing_since.eq(of.failing_since),
            webhooks::last_failed_at.eq(of.last_failed_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes a webhook away, with all that was delivered there.
pub(super) fn delete(tx: &mut Tx<'_>, id: WebhookId) -> Result<()> {
    diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::webhook_id.eq(id))).execute(tx.conn)?;
    diesel::delete(webhooks::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// A page of the webhooks that may be seen, newest first.
pub(super) fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Vec<Webhook>> {
    let mut query =
        webhooks::table.select(Row::as_select()).order(webhooks::id.desc()).limit(cursor.limit()).into_boxed();
    if !scope.everyone {
        query = query.filter(webhooks::organisation_id.eq_any(&scope.organisations));
    }
    if let Some(organisation) = organisation {
        query = query.filter(webhooks::organisation_id.eq(organisation));
    }
    if let Some(after) = cursor.after {
        query = query.filter(webhooks::id.lt(WebhookId::from(after)));
    }
    query.load(tx.conn)?.into_iter().map(webhook).collect()
}

/// How many an organisation has.
pub(super) fn count_of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<i64> {
    Ok(webhooks::table.filter(webhooks::organisation_id.eq(organisation)).count().get_result(tx.conn)?)
}

/// Those of an organisation that are called, kept from being taken away until the end of the transaction.
pub(super) fn active_of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<Vec<WebhookId>> {
    let active = webhooks::organisation_id.eq(organisation).and(webhooks::state.eq(WebhookState::Active));
    Ok(Locked(webhooks::table.filter(active).order(webhooks::id).select(webhooks::id)).load(tx.conn)?)
}

/// The secrets that count now, the newest first.
pub(super) fn secrets(tx: &mut Tx<'_>, of: &Webhook) -> Result<Vec<Secret>> {
    type Sealed = (Vec<u8>, Option<Vec<u8>>);
    let (newest, old): Sealed =
        webhooks::table.find(of.id).select((webhooks::secret, webhooks::old_secret)).first(tx.conn)?;
    let old = old.filter(|_| of.old_secret_until.is_some_and(|it| it > tx.now));
    std::iter::once(newest).chain(old).map(|it| open(tx, of, &it)).collect()
}

/// Gives it another secret. The one before counts until `old_until`; `None`: the one that is replaced was not the only one, and
/// the oldest of them goes on counting as long as it would.
pub(super) fn rotate(tx: &mut Tx<'_>, of: &Webhook, secret: &Secret, old_until: Option<Instant>) -> Result<()> {
    let sealed = seal(tx, of, secret)?;
    if old_until.is_some() {
        diesel::update(webhooks::table.find(of.id))
            .set((webhooks::old_secret.eq(webhooks::secret.nullable()), webhooks::old_secret_until.eq(old_until)))
            .execute(tx.conn)?;
    }
    diesel::update(webhooks::table.find(of.id)).set(webhooks::secret.eq(sealed)).execute(tx.conn)?;
    Ok(())
}

/// Forgets the secrets that ended before `before`.
pub(super) fn forget_secrets(tx: &mut Tx<'_>, before: Instant) -> Result<()> {
    diesel::update(webhooks::table.filter(webhooks::old_secret_until.lt(before)))
        .set((webhooks::old_secret.eq(None::<Vec<u8>>), webhooks::old_secret_until.eq(None::<Instant>)))
        .execute(tx.conn)?;
    Ok(())
}

fn seal(tx: &mut Tx<'_>, of: &Webhook, secret: &Secret) -> Result<Vec<u8>> {
    tx.seal(of.organisation.uuid(), Field::WebhookSecret, of.id.uuid(), &secret.text().as_str())
}

fn open(tx: &mut Tx<'_>, of: &Webhook, sealed: &[u8]) -> Result<Secret> {
    let text: Option<String> = tx.open(of.organisation.uuid(), Field::WebhookSecret, of.id.uuid(), sealed)?;
    let secret = text.map(zeroize::Zeroizing::new).and_then(|it| Secret::kept(&it));
    secret.ok_or_else(|| Error::Inconsistent(format!("the secret of {}", of.id)))
}
