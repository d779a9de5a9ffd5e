//! What to do later.

use serde::{Deserialize, Serialize};

use crate::ids::{
    BatchId, BondId, ConcernId, ConsentId, ExportId, MatchId, PersonId, ProxyId, ReferralId, RequestId, VisitId, WaveId,
};

/// What to do later. Each is idempotent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Job {
    /// Forget what is kept only for a while: idempotency rows, ended sessions, delivered messages.
    ForgetOld,
    /// Set the clocks of requests, matches, referrals, concerns and proxies that live: once after an upgrade that brought new
    /// ones.
    SetClocks,
    /// Make the copy of all that is known of a person.
    BuildExport {
        /// The export.
        export: ExportId,
    },
    /// Do what time does to a person.
    StrikePerson {
        /// The person.
        person: PersonId,
    },
    /// Do what time does to a proxy.
    StrikeProxy {
        /// The proxy.
        proxy: ProxyId,
    },
    /// Do what time does to a request.
    StrikeRequest {
        /// The request.
        request: RequestId,
    },
    /// Do what time does to a referral.
    StrikeReferral {
        /// The referral.
        referral: ReferralId,
    },
    /// Do what time does to a concern.
    StrikeConcern {
        /// The concern.
        concern: ConcernId,
    },
    /// Do what time does to a bond.
    StrikeBond {
        /// The bond.
        bond: BondId,
    },
    /// Do what time does to a visit.
    StrikeVisit {
        /// The visit.
        visit: VisitId,
    },
    /// Do what time does to a consent.
    StrikeConsent {
        /// The consent.
        consent: ConsentId,
    },
    /// Look for helpers for a few more requests of a batch.
    MakeBatch {
        /// The batch.
        batch: BatchId,
    },
    /// Do what time does to a wave.
    StrikeWave {
        /// The wave.
        wave: WaveId,
    },
    /// Do what time does to a match.
    StrikeMatch {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
    },
}
