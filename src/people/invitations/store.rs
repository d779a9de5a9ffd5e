//! The rows of invitations.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::model::{Course, InvitationState};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::invitations;
use crate::ids::{InvitationId, NeighbourhoodId, OrganisationId, PersonId};
use crate::people::paper;
use crate::people::token::{invitation_code, invitation_codes};
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::policy::{Role, Scope};

/// How long an invitation can be used.
const LIFETIME: TimeDelta = TimeDelta::days(14);

/// An invitation, without its code.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invitations, check_for_backend(MultiBackend))]
pub struct Invitation {
    /// The id.
    pub id: InvitationId,
    /// For which role.
    pub role: Role,
    /// In which neighbourhood, for a buurtwerker.
    pub neighbourhood_id: Option<NeighbourhoodId>,
    /// In which organisation, for a care provider.
    pub organisation_id: Option<OrganisationId>,
    /// In which municipality, for a coordinator.
    pub municipality_nis: Option<String>,
    /// Who invites.
    pub made_by: PersonId,
    /// Until when its code works.
    pub expires_at: Instant,
    /// When its code was used.
    pub used_at: Option<Instant>,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

impl Invitation {
    /// The state at a moment.
    #[must_use]
    pub fn state(&self, now: Instant) -> InvitationState {
        let Self { expires_at, used_at, withdrawn_at, .. } = *self;
        Course { expires_at, used_at, withdrawn_at }.state(now)
    }

    /// Where its role would hold.
    fn place(&self) -> (Option<NeighbourhoodId>, Option<OrganisationId>, Option<&str>) {
        (self.neighbourhood_id, self.organisation_id, self.municipality_nis.as_deref())
    }
}

const KIND: &str = "invitation";

fn hash(tx: &Tx<'_>, typed: &str) -> Vec<u8> {
    tx.keys().blind_index(KIND, &paper::fold(typed))
}

/// A new invitation; how long it can be used is said here.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Invitation) -> Result<()> {
    let code_hash = hash(tx, &invitation_code(new.id, tx.keys()));
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(new.id),
            invitations::role.eq(new.role),
            invitations::neighbourhood_id.eq(new.neighbourhood_id),
            invitations::organisation_id.eq(new.organisation_id),
            invitations::municipality_nis.eq(new.municipality_nis.as_deref()),
            invitations::code_hash.eq(code_hash),
            invitations::made_by.eq(new.made_by),
            invitations::expires_at.eq(new.created_at + LIFETIME),
            invitations::created_at.eq(new.created_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The code of an invitation as it was printed; `None` when the master key it was made with was forgotten.
pub(super) fn code(tx: &mut Tx<'_>, id: InvitationId) -> Result<Option<String>> {
    let kept: Vec<u8> = invitations::table.find(id).select(invitations::code_hash).first(tx.conn)?;
    Ok(printed(tx, id, &kept))
}

fn printed(tx: &Tx<'_>, id: InvitationId, kept: &[u8]) -> Option<String> {
    invitation_codes(id, tx.keys()).find(|it| tx.keys().is_blind_index(KIND, &paper::fold(it), kept))
}

/// Hashes the codes of all invitations that still work under the master key in force, so that what was printed goes on
/// working. One whose code cannot be told any more is withdrawn.
pub(in crate::people) fn hash_anew(tx: &mut Tx<'_>) -> Result<()> {
    let open = invitations::table.filter(invitations::used_at.is_null().and(invitations::withdrawn_at.is_null()));
    let kept: Vec<(InvitationId, Vec<u8>)> = open.select((invitations::id, invitations::code_hash)).load(tx.conn)?;
    for (id, kept) in kept {
        match printed(tx, id, &kept) {
            None => {
                withdraw(tx, id)?;
            }
            Some(code) => {
                let anew = invitations::code_hash.eq(hash(tx, &code));
                diesel::update(invitations::table.find(id)).set(anew).execute(tx.conn)?;
            }
        }
    }
    Ok(())
}

/// An invitation.
pub(super) fn get(tx: &mut Tx<'_>, id: InvitationId) -> Result<Invitation> {
    Ok(invitations::table.find(id).select(Invitation::as_select()).first(tx.conn)?)
}

/// The invitation of a code.
pub(super) fn find(tx: &mut Tx<'_>, typed: &str) -> Result<Option<Invitation>> {
    let found = invitations::table.filter(invitations::code_hash.eq(hash(tx, typed)));
    Ok(found.select(Invitation::as_select()).first(tx.conn).optional()?)
}

/// A page of the invitations that may be seen, newest first.
pub(super) fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Vec<Invitation>> {
    let all = invitations::table.select(Invitation::as_select()).order(invitations::id.desc()).limit(cursor.limit());
    let mut query = all.into_boxed();
    if !scope.everyone {
        let near = invitations::neighbourhood_id.eq_any(scope.neighbourhoods.clone());
        query = query.filter(near.or(invitations::organisation_id.eq_any(scope.organisations.clone())));
    }
    if let Some(organisation) = organisation {
        query = query.filter(invitations::organisation_id.eq(organisation));
    }
    if let Some(after) = cursor.after {
        query = query.filter(invitations::id.lt(InvitationId::from(after)));
    }
    Ok(query.load(tx.conn)?)
}

/// What was made in one go with an invitation, the oldest first: by the same one, at the same moment, for the same role
/// in the same place.
pub(super) fn made_with(tx: &mut Tx<'_>, of: &Invitation) -> Result<Vec<Invitation>> {
    let along = invitations::made_by.eq(of.made_by).and(invitations::created_at.eq(of.created_at));
    let query = invitations::table.filter(along.and(invitations::role.eq(of.role))).order(invitations::id);
    let mut found: Vec<Invitation> = query.select(Invitation::as_select()).load(tx.conn)?;
    found.retain(|it| it.place() == of.place());
    Ok(found)
}

/// Takes an invitation back, if nobody used it meanwhile.
pub(super) fn withdraw(tx: &mut Tx<'_>, id: InvitationId) -> Result<bool> {
    let unused = invitations::table.find(id);
    let unused = unused.filter(invitations::used_at.is_null().and(invitations::withdrawn_at.is_null()));
    let rows = diesel::update(unused).set(invitations::withdrawn_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(rows == 1)
}

/// What somebody made and nobody used.
pub(super) fn unused_of(tx: &mut Tx<'_>, made_by: PersonId) -> Result<Vec<Invitation>> {
    let unused = invitations::table.filter(
        invitations::made_by
            .eq(made_by)
            .and(invitations::used_at.is_null())
            .and(invitations::withdrawn_at.is_null())
            .and(invitations::expires_at.gt(tx.now)),
    );
    Ok(unused.order(invitations::id).select(Invitation::as_select()).load(tx.conn)?)
}

/// Uses an invitation up: whether nobody was faster.
pub(super) fn take(tx: &mut Tx<'_>, id: InvitationId, by: PersonId) -> Result<bool> {
    let open = invitations::table.find(id).filter(
        invitations::used_at.is_null().and(invitations::withdrawn_at.is_null()).and(invitations::expires_at.gt(tx.now)),
    );
    let used = (invitations::used_at.eq(Some(tx.now)), invitations::used_by.eq(Some(by)));
    Ok(diesel::update(open).set(used).execute(tx.conn)? == 1)
}
