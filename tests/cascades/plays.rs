//! Every row of the cascade table, and everything else that follows from something: what leads there, and what is done.

use buurtnet::db::schema::consents;
use buurtnet::events::Job;
use buurtnet::ids::{ConsentId, MatchId, RequestId};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::stage::{
    AGREED, AN, BOND_REQUEST, CASE, DRAFT, HELP, HELPERS_YES, OFFER, PROPOSED, Stage, WAVE_REQUEST, WIM, YES, both,
};
use crate::support::client::Answer;
use crate::support::offers::help_with;
use crate::support::people::in_lindewijk;
use crate::support::referrals::consent;
use crate::support::requests::with;

/// Something that happens on the street.
pub(super) struct Play {
    /// The rows of the table that it plays; none: the table does not name it.
    pub rows: &'static [&'static str],
    pub what: &'static str,
    /// The events of which it shows what follows.
    pub events: &'static [&'static str],
    pub before: fn(&Stage<'_>),
    pub play: fn(&Stage<'_>),
}

/// The rows of the table.
pub(super) const TABLE: [&str; 16] = [
    "request withdrawn, expired, rejected",
    "request changed back to submitted",
    "request final",
    "request fulfilled",
    "request held",
    "referred, only professional",
    "block between two",
    "offer held",
    "offer paused",
    "offer retired",
    "match ended, cancelled",
    "consent withdrawn",
    "concern critical",
    "person suspended",
    "person deceased, erased, left",
    "another match agreed",
];

const FINAL: &[&str] = &["request withdrawn, expired, rejected", "request final"];
const ENDED: &[&str] = &["match ended, cancelled"];
const GONE: &[&str] = &["person deceased, erased, left"];

fn nothing(_: &Stage<'_>) {}

fn does(s: &Stage<'_>, verb: &str, what: &str) {
    s.scene.an.does(verb, &s.asked(what)).ok(200);
}

fn team(s: &Stage<'_>, path: &str, said: Value) -> Answer {
    s.scene.katrien.post(path, said).ok(200)
}

fn team_does(s: &Stage<'_>, verb: &str, what: &str) {
    s.scene.katrien.does(verb, &s.asked(what)).ok(200);
}

fn of_an(s: &Stage<'_>, verb: &str, said: Value) {
    team(s, &format!("{}/{verb}", s.path(AN)), said);
}

fn change(s: &Stage<'_>, what: &str, said: Value) {
    let path = s.path(what);
    let etag = s.scene.an.get(&path).ok(200).etag();
    s.scene.an.if_match(&etag).patch(&path, said).ok(200);
}

fn trusted(s: &Stage<'_>) {
    s.t.decides(s.here, json!({ "trustedPersons": true }));
    of_an(s, "trust", json!({}));
}

/// An offers what counts before anybody has looked at it.
fn offers_unseen(s: &Stage<'_>) {
    trusted(s);
    let made = s.scene.an.post("/v1/offers", with(help_with(&["groceries"]), json!({ "radiusMetres": 900 }))).ok(201);
    assert_eq!(made.field("state"), "active");
    let path = made.field("href").as_str().unwrap().to_owned();
    s.is_offer("An: offer that nobody looked at", &path);
    let asked = s.asks_as(&s.zoe, "Zoe: third request", json!({}));
    s.proposed("Zoe: An is proposed by that one", &asked, &path);
}

fn moves_home(s: &Stage<'_>, position: Value) {
    let etag = s.scene.an.get("/v1/me/home").ok(200).etag();
    s.scene.an.if_match(&etag).put("/v1/me/home", json!({ "position": position })).ok(200);
}

fn far() -> Value {
    json!({ "lat": 51.04, "lon": 4.505 })
}

fn offer_does(s: &Stage<'_>, verb: &str) {
    s.scene.an.post(&format!("{}/{verb}", s.path(OFFER)), json!({})).ok(200);
}

fn wim_says(s: &Stage<'_>, verb: &str) {
    s.wim.post(&format!("{}/{verb}", s.path(WIM)), json!({})).ok(200);
}

fn an_agrees_with_wim(s: &Stage<'_>) {
    s.scene.an.post(&format!("{}/accept", s.path(WIM)), json!({})).ok(200);
}

/// A request with one place: Bilal said yes, and Wim is asked.
fn two_for_one_place(s: &Stage<'_>) {
    let asked = s.asks_as(&s.scene.an, "place: request", json!({}));
    let path = s.proposed("place: Bilal said yes", &asked, &s.offers(&s.bilal, "buurtwerker"));
    s.bilal.post(&format!("{path}/accept"), json!({})).ok(200);
    s.proposed("place: Wim is proposed", &asked, &s.offers(&s.wim, "buurtwerker"));
}

fn publishes(s: &Stage<'_>, given: bool) {
    let said = json!({
        "personId": s.scene.an.id, "purpose": "publishRequest", "textVersion": "1", "given": given, "how": "app",
    });
    s.scene.an.post("/v1/consents", said).ok(201);
}

/// A check of An that counts for the vetting, renewed by a day.
fn checks(s: &Stage<'_>, kind: &str, renew_by: Option<&str>) -> String {
    let path = format!("{}/vettingChecks", s.path(AN));
    let said = with(json!({ "kind": kind, "seenOn": "2026-03-02" }), json!({ "renewBy": renew_by }));
    s.scene.katrien.post(&path, said).ok(201).field("href").as_str().unwrap().to_owned()
}

fn checks_but_the_last(s: &Stage<'_>) {
    for kind in ["identitySeen", "introductionTalk", "confidentialitySigned"] {
        checks(s, kind, None);
    }
}

/// An asks for somebody vetted, and Bilal is, for five more days.
fn agrees_with_somebody_vetted(s: &Stage<'_>) {
    s.t.is_vetted(s.bilal.id, s.t.now() + TimeDelta::days(5));
    let asked = s.asks_as(&s.scene.an, "vetted: request", json!({ "wantedFrom": "vetted" }));
    let path = s.proposed("vetted: agreed with Bilal", &asked, &s.offers(&s.bilal, "buurtwerker"));
    both(&s.scene.an, &s.bilal, &path);
}

fn the_grace_is_over(s: &Stage<'_>) {
    let person = s.bilal.id;
    s.t.write(move |tx| {
        tx.now = tx.now + TimeDelta::days(36);
        buurtnet::work::run(tx, Job::StrikePerson { person })
    });
}

/// Two entries of the register, of whom the first is trusted.
fn registers_two(s: &Stage<'_>) {
    let rosa = s.scene.katrien.registers("Rosa", 1941);
    let rosette = s.scene.katrien.registers("Rosette", 1941);
    team(s, &format!("/v1/people/{rosette}/trust"), json!({}));
    s.looks_at_person("Rosa", &rosa);
    s.looks_at_person("Rosette", &rosette);
}

fn merges(s: &Stage<'_>) {
    team(s, &format!("{}/merge", s.path("Rosette")), json!({ "otherPersonId": s.id("Rosa") }));
}

fn expires(s: &Stage<'_>) {
    let id: RequestId = s.asked(WAVE_REQUEST).id;
    for days in [22, 30, 38] {
        s.t.write(move |tx| {
            tx.now = tx.now + TimeDelta::days(days);
            buurtnet::requests::strike(tx, id)
        });
    }
}

fn a_match_expires(s: &Stage<'_>) {
    let id: MatchId = s.id(WIM).parse().unwrap();
    s.t.write(move |tx| {
        tx.now = tx.now + TimeDelta::days(4);
        buurtnet::matching::actions::strike(tx, id)
    });
}

fn a_yes_runs_out(s: &Stage<'_>) {
    let id: ConsentId = s.id(YES).parse().unwrap();
    s.t.write(move |tx| {
        let now = tx.now;
        diesel::update(consents::table.find(id)).set(consents::expires_at.eq(Some(now))).execute(tx.conn)?;
        buurtnet::consents::actions::strike(tx, id)
    });
}

/// What is open is sent there too, and nothing moves.
fn another_address(s: &Stage<'_>) {
    let path = format!("/v1/organisations/{}", s.scene.organisation);
    let administrator = s.t.again(&s.scene.administrator);
    let etag = administrator.get(&path).ok(200).etag();
    administrator.if_match(&etag).patch(&path, json!({ "email": "onthaal@zorg.example" })).ok(200);
}

fn says_yes_again(s: &Stage<'_>) {
    s.scene.an.post("/v1/consents", consent(&s.scene.an, s.scene.organisation, &["name"])).ok(201);
}

fn says_no(s: &Stage<'_>) {
    let no = with(consent(&s.scene.an, s.scene.organisation, &["name"]), json!({ "given": false }));
    s.scene.an.post("/v1/consents", no).ok(201);
}

fn suspends_bilal(s: &Stage<'_>) {
    team(s, &format!("/v1/people/{}/suspend", s.bilal.id), json!({ "reason": "other" }));
}

fn worries(s: &Stage<'_>) {
    s.scene.an.worries(&s.path(AGREED), true);
}

macro_rules! plays {
    ($($what:literal, $rows:expr, [$($event:literal),+]: $before:expr, $play:expr;)+) => {
        /// In the order of the table, and then what it does not name.
        pub(super) const PLAYS: &[Play] = &[
            $(Play { rows: $rows, what: $what, events: &[$($event),+], before: $before, play: $play }),+
        ];
    };
}

plays! {
    "An withdraws what she asks", FINAL, ["request.withdrawn", "match.endedWithRequest", "match.cancelled"]:
        nothing, |s| does(s, "withdraw", HELP);
    "the team rejects what it holds", FINAL, ["request.rejected"]:
        |s| team_does(s, "hold", HELP), |s| team_does(s, "reject", HELP);
    "nobody says that help is still needed", FINAL, ["request.expired"]: nothing, expires;
    "An takes back what a professional was asked for", FINAL, ["request.withdrawn"]: nothing, |s| does(s, "withdraw", CASE);
    "An changes what neighbours read", &["request changed back to submitted"], ["request.resubmitted"]:
        nothing, |s| change(s, HELP, json!({ "publicText": "Liefst op dinsdag." }));
    "An, who is trusted, changes it", &[], ["request.openedAnew"]:
        trusted, |s| change(s, HELP, json!({ "publicText": "Liefst op dinsdag." }));
    "the help came", &["request fulfilled", "request final"], ["request.fulfilled"]: nothing, |s| does(s, "fulfil", HELP);
    "the team holds what An asks", &["request held"], ["request.held"]: nothing, |s| team_does(s, "hold", HELP);
    "and lets it go on", &[], ["request.released"]: |s| team_does(s, "hold", HELP), |s| team_does(s, "release", HELP);
    "the team holds what has a cover", &["request held"], ["request.held"]: nothing, |s| team_does(s, "hold", BOND_REQUEST);
    "and lets that go on", &[], ["request.released"]:
        |s| team_does(s, "hold", BOND_REQUEST), |s| team_does(s, "release", BOND_REQUEST);
    "the team holds what a wave looks for", &["request held"], ["request.held"]: nothing, |s| team_does(s, "hold", WAVE_REQUEST);
    "and lets it look on", &[], ["request.released"]:
        |s| team_does(s, "hold", WAVE_REQUEST), |s| team_does(s, "release", WAVE_REQUEST);
    "only a professional goes on", &["referred, only professional"], ["request.referred"]:
        nothing, |s| drop(s.scene.katrien.refers("send", &s.id(DRAFT)).ok(200));
    "An blocks Bilal", &["block between two"], ["block.made"]:
        nothing, |s| drop(s.scene.an.post("/v1/me/blocks", json!({ "matchId": s.id(AGREED) })).ok(201));
    "An blocks Emma", &["block between two"], ["block.made"]:
        nothing, |s| drop(s.scene.an.post("/v1/me/blocks", json!({ "matchId": s.id(PROPOSED) })).ok(201));
    "An pauses her offer", &["offer paused"], ["offer.paused"]: nothing, |s| offer_does(s, "pause");
    "the team holds her offer", &["offer held"], ["offer.held"]:
        nothing, |s| drop(team(s, &format!("{}/hold", s.path(OFFER)), json!({ "reason": "other" })));
    "An retires her offer", &["offer retired"], ["offer.retired"]: nothing, |s| offer_does(s, "retire");
    "An offers what is always looked at first", &[], ["offer.resubmitted"]:
        offers_unseen, |s| change(s, "An: offer that nobody looked at", json!({ "categories": ["groceries", "personal"] }));
    "Bilal stops", ENDED, ["match.ended"]:
        nothing, |s| drop(s.bilal.post(&format!("{}/end", s.path(AGREED)), json!({ "outcome": "stopped" })).ok(200));
    "An needs no bond any more", ENDED, ["match.endedWithRequest"]: nothing, |s| does(s, "withdraw", BOND_REQUEST);
    "the team closes what it held", ENDED, ["match.closed"]:
        |s| drop(team(s, &format!("{}/hold", s.path(AGREED)), json!({ "reason": "safeguarding" }))),
        |s| drop(team(s, &format!("{}/close", s.path(AGREED)), json!({})));
    "Wim says yes", &[], ["match.accepted"]: nothing, |s| wim_says(s, "accept");
    "and so does An", &[], ["match.agreed"]: |s| wim_says(s, "accept"), an_agrees_with_wim;
    "one of two has the only place", &["another match agreed"], ["match.agreed"]:
        two_for_one_place, |s| drop(s.scene.an.post(&format!("{}/accept", s.path("place: Bilal said yes")), json!({})).ok(200));
    "Chloe and An agree", &[], ["match.agreed"]:
        nothing, |s| drop(s.scene.an.post(&format!("{}/accept", s.path(HELPERS_YES)), json!({})).ok(200));
    "Wim says no", &[], ["match.declined"]: nothing, |s| wim_says(s, "decline");
    "the team calls Wim off", ENDED, ["match.cancelled"]:
        nothing, |s| drop(team(s, &format!("{}/cancel", s.path(WIM)), json!({})));
    "Wim says nothing", &[], ["match.expired"]: nothing, a_match_expires;
    "Wim does not come", ENDED, ["match.ended", "request.vacated"]:
        |s| { wim_says(s, "accept"); an_agrees_with_wim(s); },
        |s| drop(s.scene.an.post(&format!("{}/end", s.path(WIM)), json!({ "outcome": "noShow" })).ok(200));
    "An wants an hour more", &[], ["request.changed"]: nothing, |s| change(s, WAVE_REQUEST, json!({ "durationMinutes": 120 }));
    "An takes her yes to the organisation back", &["consent withdrawn"], ["consent.withdrawn"]:
        nothing, |s| drop(s.scene.an.post(&format!("{}/withdraw", s.path(YES)), json!({})).ok(200));
    "An says no to the organisation", &["consent withdrawn"], ["consent.refused"]: nothing, says_no;
    "her yes runs out", &["consent withdrawn"], ["consent.expired"]: nothing, a_yes_runs_out;
    "it runs out after she said yes again", &[], ["consent.expired"]: says_yes_again, a_yes_runs_out;
    "An says yes again, for longer", &[], ["consent.given"]: nothing, says_yes_again;
    "the organisation has another address", &[], ["organisation.readdressed"]: nothing, another_address;
    "An lets no neighbour read any more", &[], ["consent.refused"]: nothing, |s| publishes(s, false);
    "An fears Bilal", &["concern critical"], ["concern.critical"]: nothing, worries;
    "An is suspended", &["person suspended"], ["person.suspended"]: trusted, |s| of_an(s, "suspend", json!({ "reason": "other" }));
    "Bilal is suspended", &["person suspended"], ["person.suspended"]: nothing, suspends_bilal;
    "and comes back", &[], ["person.reinstated"]:
        |s| of_an(s, "suspend", json!({ "reason": "other" })), |s| of_an(s, "reinstate", json!({}));
    "An dies", GONE, ["person.deceased"]: trusted, |s| of_an(s, "deceased", json!({}));
    "An leaves", GONE, ["person.left"]: nothing, |s| drop(s.scene.an.post("/v1/me/leave", None).ok(200));
    "An has herself erased", GONE, ["person.erased"]:
        nothing, |s| drop(s.scene.an.if_match(&s.scene.an.get("/v1/me").etag()).delete("/v1/me").ok(204));
    "An lives further on", &[], ["person.homeMoved"]: nothing, |s| moves_home(s, in_lindewijk(300));
    "An moves to another neighbourhood", &[], ["person.moved"]: trusted, |s| moves_home(s, far());
    "and says yes to it", &[], ["person.moveConfirmed"]:
        |s| moves_home(s, far()), |s| drop(s.scene.an.post("/v1/me/confirmMove", None).ok(200));
    "An is away", &[], ["person.paused"]: nothing, |s| drop(s.scene.an.post("/v1/me/pause", None).ok(200));
    "An is back", &[], ["person.resumed"]:
        |s| drop(s.scene.an.post("/v1/me/pause", None).ok(200)), |s| drop(s.scene.an.post("/v1/me/resume", None).ok(200));
    "the team has seen the extract", &[], ["person.checkRecorded"]:
        checks_but_the_last, |s| drop(checks(s, "extract596_2", Some("2027-03-02")));
    "it was that of somebody else", &[], ["person.checkRevoked"]:
        |s| { checks_but_the_last(s); let path = checks(s, "extract596_2", Some("2027-03-02")); s.remembers(&path); },
        |s| drop(team(s, &format!("{}/revoke", s.remembered()), json!({})));
    "Bilal, of whom that is asked, is not vetted any more", &[], ["person.vettingLapsed"]:
        agrees_with_somebody_vetted, the_grace_is_over;
    "two entries are one person", &[], ["person.merged"]: registers_two, merges;
    "and two after all", &[], ["person.mergeUndone"]:
        |s| { registers_two(s); merges(s); team(s, &format!("{}/trust", s.path("Rosette")), json!({})); },
        |s| drop(team(s, &format!("{}/undoMerge", s.path("Rosette")), json!({})));
}
