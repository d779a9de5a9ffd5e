//! The referrals in the order in which they changed: for software that asks what is new.

use diesel::prelude::*;

use super::{ReferralView, Row, referral, viewed};
use crate::clock::Instant;
use crate::db::schema::referrals;
use crate::db::sql::lies_in;
use crate::ids::{OrganisationId, PersonId, ReferralId};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::referrals::actions::Since;
use crate::referrals::model::{Referral, ReferralState};

/// Which of the referrals that came to organisations are looked for; `None`: any.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// With one of these ids.
    pub ids: Option<Vec<ReferralId>>,
    /// With one of these organisations.
    pub organisations: Option<Vec<OrganisationId>>,
    /// In one of these states.
    pub states: Option<Vec<ReferralState>>,
    /// Changed then or later.
    pub from: Option<Instant>,
    /// Changed before then.
    pub before: Option<Instant>,
    /// After this one in the order in which they changed.
    pub after: Option<(Instant, ReferralId)>,
    /// How many at most.
    pub most: i64,
}

/// Referrals that came to the organisations in the scope, in the order in which they last changed.
pub(in crate::referrals) fn changed(tx: &mut Tx<'_>, scope: &Scope, looked: Looked) -> Result<Vec<Referral>> {
    let mut query = referrals::table
        .select(Row::as_select())
        .filter(referrals::organisation_id.eq_any(scope.organisations.clone()))
        .filter(referrals::person_id.ne_all(scope.except.clone()))
        .filter(referrals::sent_at.is_not_null())
        .order((referrals::updated_at, referrals::id))
        .limit(looked.most)
        .into_boxed();
    if let Some(ids) = looked.ids {
        query = query.filter(referrals::id.eq_any(ids));
    }
    if let Some(organisations) = looked.organisations {
        query = query.filter(referrals::organisation_id.eq_any(organisations));
    }
    if let Some(states) = looked.states {
        query = query.filter(referrals::state.eq_any(states));
    }
    if let Some(from) = looked.from {
        query = query.filter(referrals::updated_at.ge(from));
    }
    if let Some(before) = looked.before {
        query = query.filter(referrals::updated_at.lt(before));
    }
    if let Some((at, id)) = looked.after {
        let later = referrals::updated_at.gt(at);
        query = query.filter(later.or(referrals::updated_at.eq(at).and(referrals::id.gt(id))));
    }
    Ok(query.load(tx.conn)?.into_iter().map(referral).collect())
}

/// The referrals in the scope that changed after a moment, at most so many, the change that is longest ago first.
pub(in crate::referrals) fn changed_since(
    tx: &mut Tx<'_>,
    scope: &Scope,
    view: Option<ReferralView>,
    since: Since,
    most: usize,
) -> Result<Vec<Referral>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let query = referrals::table.select(Row::as_select()).order((referrals::updated_at, referrals::id)).limit(most);
    let mut query = viewed!(query.into_boxed(), scope, view);
    if let Some(at) = since.at {
        let same = referrals::updated_at.eq(at).and(referrals::id.gt(since.id));
        query = query.filter(referrals::updated_at.gt(at).or(same));
    }
    Ok(query.load(tx.conn)?.into_iter().map(referral).collect())
}
