//! Everything that locks much of what the same people are a party to, at once: clocks, waves, holds by a concern, triage and
//! merge, covers, consents, erasure and retention. Whoever waits, waits for one who goes on: nobody waits in a circle.

use buurtnet::db::schema::{matches, offers, people, requests, sessions, waves};
use buurtnet::events::Job;
use buurtnet::ids::{MatchId, OfferId, PersonId, RequestId, WaveId};
use buurtnet::matching::model::MatchState;
use buurtnet::platform::Result;
use buurtnet::privacy::retention::{self, RULES};
use buurtnet::work;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::concerns::{agree, id, worry};
use crate::support::fixture::{deadlocks, execute};
use crate::support::offers::{help_with, id_in};
use crate::support::people::in_lindewijk;
use crate::support::referrals::{Scene, consent};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, proposes};
use crate::support::trust::{at_once, rounds};
use crate::support::{Person, TestApp};

/// The last rule of all: who was asked whether they want to stay, and said nothing, is erased.
const ERASE_SILENT: &str = "persons who were asked so and did not sign in";

/// One who calls, with all the others at once; what it gives is the status.
type Call<'a> = (&'static str, Box<dyn Fn() -> u16 + Sync + 'a>);

fn posts<'a>(name: &'static str, who: &'a Person, path: String, body: Value) -> Call<'a> {
    (name, Box::new(move || who.client.off_contract().post(&path, body.clone()).status))
}

fn erases<'a>(name: &'static str, who: &'a Person) -> Call<'a> {
    (name, Box::new(move || who.off_contract().if_match("*").delete("/v1/me").status))
}

fn runs<'a>(t: &'a TestApp, name: &'static str, job: Job) -> Call<'a> {
    (name, Box::new(move || status_of(t.try_write(move |tx| work::run(tx, job)))))
}

fn status_of<T>(done: Result<T>) -> u16 {
    done.map_or_else(|error| error.refusal().code.status(), |_| 200)
}

/// The wave of a request, and the matches of those whom it asked.
fn wave_of(t: &TestApp, request: &str) -> (WaveId, Vec<MatchId>) {
    let request: RequestId = request.parse().expect("an id");
    t.read(move |tx| {
        let wave = waves::table.filter(waves::request_id.eq(request)).select(waves::id).first(tx.conn)?;
        let asked = matches::table.filter(matches::request_id.eq(request)).order(matches::id).select(matches::id);
        Ok((wave, asked.load(tx.conn)?))
    })
}

/// The open requests for somebody instead of the helper of a match.
fn covers_of(t: &TestApp, of: &str) -> Vec<String> {
    let of: MatchId = id(of).parse().expect("an id");
    t.read(move |tx| {
        let covers = requests::table.filter(requests::covers_match_id.eq(of)).order(requests::id).select(requests::id);
        Ok(covers.load::<RequestId>(tx.conn)?.iter().map(ToString::to_string).collect())
    })
}

/// They were asked long ago whether they want to stay, and nothing was heard of them.
fn falls_silent(t: &TestApp, who: PersonId) {
    t.write(move |tx| {
        let (asked, before) = (tx.now - TimeDelta::days(40), tx.now - TimeDelta::days(50));
        diesel::delete(sessions::table.filter(sessions::person_id.eq(who))).execute(tx.conn)?;
        diesel::update(people::table.find(who))
            .set((people::inactive_asked_at.eq(Some(asked)), people::updated_at.eq(before)))
            .execute(tx.conn)?;
        Ok(())
    });
}

/// The offers and the requests whose places are counted wrong.
fn wrong_places(t: &TestApp) -> (Vec<OfferId>, Vec<RequestId>) {
    type Taken = (RequestId, Option<OfferId>);
    t.read(|tx| {
        let agreed = matches::state.eq(MatchState::Agreed).or(matches::held_from.eq(MatchState::Agreed));
        let taken: Vec<Taken> =
            matches::table.filter(agreed).select((matches::request_id, matches::offer_id)).load(tx.conn)?;
        let load: Vec<(OfferId, i32)> = offers::table.select((offers::id, offers::load)).load(tx.conn)?;
        let helped: Vec<(RequestId, i32)> =
            requests::table.select((requests::id, requests::helpers_agreed)).load(tx.conn)?;
        let is_wrong = |count: i32, is_it: &dyn Fn(&Taken) -> bool| {
            usize::try_from(count).ok() != Some(taken.iter().filter(|it| is_it(it)).count())
        };
        let of_offers = load.into_iter().filter(|(id, count)| is_wrong(*count, &|it| it.1 == Some(*id)));
        let of_requests = helped.into_iter().filter(|(id, count)| is_wrong(*count, &|it| it.0 == *id));
        Ok((of_offers.map(|it| it.0).collect(), of_requests.map(|it| it.0).collect()))
    })
}

both! {
    with TestApp::start;

    fn nobody_waits_in_a_circle_whatever_meets(t) {
        // The visits of tomorrow afternoon are soon from now on.
        t.passes(TimeDelta::hours(6));
        let here = t.neighbourhood("DEMO-01");
        let rhythm = json!({ "helpers": 2, "pauseHours": 24, "pauseHoursToday": 1 });
        t.decides(here, json!({ "waysToMatch": ["buurtwerker", "nearby", "waves"], "waveRhythm": rhythm }));
        let Scene { katrien, service, organisation, .. } = t.care_scene();
        let mieke = t.buurtwerker("Mieke", here);
        let terms = json!({ "waysToBeAsked": ["buurtwerker", "waves"], "maxVisitsPerWeek": 9 });
        let rule = RULES.iter().find(|it| it.what == ERASE_SILENT).unwrap();
        for round in 0..rounds(200) {
            let an = t.resident(&format!("An{round}"));
            let helper = |name: &str, metres: i32| {
                let terms = with(help_with(&["groceries"]), terms.clone());
                let (who, offer) = t.helper(&format!("{name}{round}"), metres, terms);
                (who, id_in(&offer).to_string())
            };
            let ((bilal, of_bilal), (cem, of_cem), (dora, of_dora)) =
                (helper("Bilal", 10), helper("Cem", 20), helper("Dora", 30));

            // Bilal helps An, and cannot come twice: others are asked instead of him, the younger offer first.
            let helped = agree(&katrien, &an, &bilal, &of_bilal);
            for hours in [22, 23] {
                let visit = json!({ "start": t.now() + TimeDelta::hours(hours), "durationMinutes": 60 });
                let visit = an.post(&format!("{helped}/visits"), visit).ok(201);
                let visit = visit.field("href").as_str().unwrap();
                bilal.post(&format!("{visit}/cancel"), json!({})).ok(200);
            }
            let covers = covers_of(t, &helped);
            proposes(&katrien, &covers[0], &of_dora);
            proposes(&katrien, &covers[1], &of_cem);
            let of_helped = katrien.get(&helped).ok(200).field("request/id").as_str().unwrap().to_owned();

            // All three are proposed to her for something else, and she said yes to each.
            let wanted = asks_openly(&an, &katrien);
            let proposed = [&of_bilal, &of_cem, &of_dora].map(|it| proposes(&katrien, &wanted, it));
            for it in &proposed {
                an.post(&format!("{it}/accept"), json!({})).ok(200);
            }
            // And two of them are asked in a wave.
            let waved = asks_openly(&an, &katrien);
            katrien.post(&format!("/v1/requests/{waved}/wave"), json!({})).ok(200);
            let (wave, asked) = wave_of(t, &waved);
            assert_eq!(asked.len(), 2, "two are asked in the wave");

            // What rests on a yes of hers: the referral of the younger request first.
            let yes = an.post("/v1/consents", consent(&an, organisation, &["name"])).ok(201).id();
            for request in [&waved, &wanted, &of_helped] {
                let draft = json!({
                    "requestId": request, "serviceId": service, "reason": "zorg", "shared": ["name"], "consentId": yes,
                    "urgency": "flexible", "beside": true,
                });
                katrien.post("/v1/referrals", draft).ok(201);
            }

            // Two entries that are one, with a concern about one of them.
            let (rosa, rosette) =
                (katrien.registers(&format!("Rosa{round}"), 1941), katrien.registers(&format!("Rosette{round}"), 1941));
            let about = json!({ "about": { "personId": rosette }, "text": "Zorgen" });
            let concern = katrien.post("/v1/concerns", about).ok(201).field("href").as_str().unwrap().to_owned();
            let for_rosette = with(wish("groceries"), json!({ "forPerson": rosette, "channel": "desk" }));
            let for_rosette = katrien.asks(for_rosette);
            mieke.does("approve", &for_rosette).ok(200);
            proposes(&katrien, &for_rosette.id.to_string(), &of_dora);

            // Two entries that were one, of whom nothing is heard.
            let wout = katrien.registers(&format!("Wout{round}"), 1950);
            let wim = t.resident(&format!("Wim{round}"));
            katrien.post(&format!("/v1/people/{}/merge", wim.id), json!({ "otherPersonId": wout })).ok(200);

            let (none, safeguarding) = (|| json!({}), json!({ "reason": "safeguarding" }));
            let match_of = |on: &str, verb: &str| format!("{on}/{verb}");
            let request_of = |request: &str, verb: &str| format!("/v1/requests/{request}/{verb}");
            let mut calls: Vec<Call<'_>> = vec![
                posts("withdraws what is waved", &an, request_of(&waved, "withdraw"), json!({ "reason": "other" })),
                runs(t, "clock of the wave", Job::StrikeWave { wave }),
                posts("stops the wave", &katrien, request_of(&waved, "stopWave"), none()),
                posts("Bilal pauses", &bilal, format!("/v1/offers/{of_bilal}/pause"), none()),
                posts("Cem pauses", &cem, format!("/v1/offers/{of_cem}/pause"), none()),
                posts("Cem says yes", &cem, match_of(&proposed[1], "accept"), none()),
                posts("Dora says yes", &dora, match_of(&proposed[2], "accept"), none()),
                posts("holds what is helped", &katrien, request_of(&of_helped, "hold"), safeguarding),
                posts("withdraws the other", &an, request_of(&wanted, "withdraw"), json!({ "reason": "other" })),
                posts("a critical concern", &an, "/v1/concerns".to_owned(), worry(&helped, true)),
                posts("triages", &mieke, format!("{concern}/triage"), json!({ "severity": "critical" })),
                posts("merges", &katrien, format!("/v1/people/{rosa}/merge"), json!({ "otherPersonId": rosette })),
                posts("parts", &mieke, format!("/v1/people/{}/blocks", an.id), json!({ "otherPersonId": cem.id })),
                posts("takes the yes back", &an, format!("/v1/consents/{yes}/withdraw"), none()),
                posts("suspends", &mieke, format!("/v1/people/{}/suspend", bilal.id), json!({ "reason": "other" })),
                posts("undoes", &katrien, format!("/v1/people/{}/undoMerge", wim.id), none()),
                runs(t, "all clocks", Job::SetClocks),
            ];
            match round % 3 {
                0 => calls.push(erases("erases herself", &an)),
                1 => calls.push(erases("erases himself", &wim)),
                _ => {
                    falls_silent(t, wim.id);
                    let forgets = || status_of(t.try_write(move |tx| retention::forget(tx, rule)));
                    calls.push(("retention", Box::new(forgets)));
                    let moves = || {
                        let home = json!({ "position": in_lindewijk(500) });
                        an.off_contract().if_match("*").put("/v1/me/home", home).status
                    };
                    calls.push(("moves", Box::new(moves)));
                }
            }
            let count = calls.len();
            calls.rotate_left(round % count);
            let statuses = at_once(count, |it| calls[it].1());
            for (status, call) in statuses.iter().zip(&calls) {
                let is_fine = matches!(status, 200..=299 | 401 | 404 | 409);
                assert!(is_fine, "round {round}: {} gives {status}", call.0);
            }
            drop(calls);
            // Nobody of this round is found in the next.
            execute(&t.fixture.url, "DELETE FROM open_offers");
        }
        assert_eq!(wrong_places(t), (Vec::new(), Vec::new()), "places are counted right");
        assert_eq!(deadlocks(&t.fixture), 0, "all take their locks in one order");
    }
}
