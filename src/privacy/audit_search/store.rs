//! Whom the objects of the audit log are about: a read model over the tables of every slice.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::{
    absences, activation_cards, blocks, bonds, client_requests, concerns, consents, matches, offers, proxies,
    referrals, requests, roles, sessions, visits, waves,
};
use crate::ids::{
    AbsenceId, ActivationCardId, AnyId, BlockId, BondId, ClientRequestId, ConcernId, ConsentId, MatchId, OfferId,
    PersonId, ProxyId, ReferralId, RequestId, RoleId, SessionId, VisitId, WaveId,
};
use crate::platform::{Result, Tx};

/// Of one kind of object, the people of each of these.
macro_rules! of_one {
    ($tx:expr, $ids:expr, $table:ident, $id:ident, $person:ident) => {{
        let ids: Vec<$id> = $ids.iter().map(|it| $id::from(it.uuid())).collect();
        let rows = $table::table.filter($table::id.eq_any(ids)).select(($table::id, $table::$person));
        let rows: Vec<($id, PersonId)> = rows.load($tx.conn)?;
        rows.into_iter().map(|(id, person)| (AnyId::from(id.uuid()), vec![person])).collect()
    }};
}

/// The same of what is about two people.
macro_rules! of_two {
    ($tx:expr, $ids:expr, $table:ident, $id:ident, $one:ident, $other:ident) => {{
        let ids: Vec<$id> = $ids.iter().map(|it| $id::from(it.uuid())).collect();
        let rows = $table::table.filter($table::id.eq_any(ids)).select(($table::id, $table::$one, $table::$other));
        let rows: Vec<($id, PersonId, PersonId)> = rows.load($tx.conn)?;
        rows.into_iter().map(|(id, one, other)| (AnyId::from(id.uuid()), vec![one, other])).collect()
    }};
}

/// The same of what hangs on a match.
macro_rules! of_match {
    ($tx:expr, $ids:expr, $table:ident, $id:ident) => {{
        let ids: Vec<$id> = $ids.iter().map(|it| $id::from(it.uuid())).collect();
        let rows = $table::table.inner_join(matches::table).filter($table::id.eq_any(ids));
        let rows: Vec<($id, PersonId, PersonId)> =
            rows.select(($table::id, matches::requester_id, matches::helper_id)).load($tx.conn)?;
        rows.into_iter().map(|(id, one, other)| (AnyId::from(id.uuid()), vec![one, other])).collect()
    }};
}

/// The same of what hangs on a request.
macro_rules! of_request {
    ($tx:expr, $ids:expr, $table:ident, $id:ident) => {{
        let ids: Vec<$id> = $ids.iter().map(|it| $id::from(it.uuid())).collect();
        let rows = $table::table.inner_join(requests::table).filter($table::id.eq_any(ids));
        let rows: Vec<($id, PersonId)> = rows.select(($table::id, requests::person_id)).load($tx.conn)?;
        rows.into_iter().map(|(id, person)| (AnyId::from(id.uuid()), vec![person])).collect()
    }};
}

/// Whom objects of a kind are about. What is no more, and what is about nobody, is left out; a person is about themselves.
pub(super) fn people_of(tx: &mut Tx<'_>, kind: &str, ids: &[AnyId]) -> Result<HashMap<AnyId, Vec<PersonId>>> {
    Ok(match kind {
        "person" => ids.iter().map(|it| (*it, vec![PersonId::from(it.uuid())])).collect(),
        "request" => of_one!(tx, ids, requests, RequestId, person_id),
        "offer" => of_one!(tx, ids, offers, OfferId, person_id),
        "consent" => of_one!(tx, ids, consents, ConsentId, subject),
        "referral" => of_one!(tx, ids, referrals, ReferralId, person_id),
        "session" => of_one!(tx, ids, sessions, SessionId, person_id),
        "role" => of_one!(tx, ids, roles, RoleId, person_id),
        "absence" => of_one!(tx, ids, absences, AbsenceId, person_id),
        "activationCard" => of_one!(tx, ids, activation_cards, ActivationCardId, person_id),
        "match" => of_two!(tx, ids, matches, MatchId, requester_id, helper_id),
        "block" => of_two!(tx, ids, blocks, BlockId, one_id, other_id),
        "proxy" => of_two!(tx, ids, proxies, ProxyId, person_id, proxy_id),
        "concern" => of_two!(tx, ids, concerns, ConcernId, reporter_id, about_id),
        "visit" => of_match!(tx, ids, visits, VisitId),
        "bond" => of_match!(tx, ids, bonds, BondId),
        "wave" => of_request!(tx, ids, waves, WaveId),
        "clientRequest" => of_request!(tx, ids, client_requests, ClientRequestId),
        _ => HashMap::new(),
    })
}
