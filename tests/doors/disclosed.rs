//! What staff, care providers and the other side are shown of somebody, that person can read in their access log:
//! every operation is called, and each answer in which something sealed of somebody stands must have left a row.

use buurtnet::api::api;
use buurtnet::db::schema::{audit, disclosures};
use buurtnet::ids::PersonId;
use diesel::prelude::*;

use super::told::told;
use super::town::{Town, Viewer};
use super::words::{HELPER, OWNER};
use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::fixture::execute;

/// The words of one person.
struct Sealed {
    of: PersonId,
    words: Vec<String>,
}

/// Two people of the town with all their words. What is looked at and decided about is what they said most of.
fn marked(town: &mut Town<'_>) -> Vec<Sealed> {
    let told = told(town);
    for (name, ids) in &told.ids {
        town.objects.get_mut(name).unwrap().0.id.clone_from(&ids[0]);
    }
    let words_of = |of| told.words.of(&[of]).into_iter().map(|it| told.words.all[it].text.clone());
    let sealed = |of: &'static str| Sealed { of: town.viewer(of).id.parse().unwrap(), words: words_of(of).collect() };
    [OWNER, HELPER].map(sealed).into()
}

/// How many rows tell a person that this reader saw something.
fn rows(t: &TestApp, reader: &Viewer, of: PersonId) -> i64 {
    let reader: PersonId = reader.id.parse().unwrap();
    t.read(move |tx| {
        let rows = disclosures::table.inner_join(audit::table);
        Ok(rows.filter(disclosures::person_id.eq(of).and(audit::actor.eq(reader))).count().get_result(tx.conn)?)
    })
}

/// Whose sealed words stand in an answer, without a row that was written for them since.
fn unlogged(answer: &Answer, reader: &Viewer, sealed: &[Sealed], before: &[i64], after: &[i64]) -> Vec<String> {
    let shows = |it: &&(usize, &Sealed)| it.1.words.iter().any(|word| answer.text.contains(word));
    let others = sealed.iter().enumerate().filter(|(_, it)| it.of.to_string() != reader.id);
    let shown: Vec<_> = others.filter(|it| shows(&it)).collect();
    let missing = shown.into_iter().filter(|(place, _)| after[*place] <= before[*place]);
    missing.map(|(_, it)| format!("{} shows {} {:?}", answer.request.path, reader.name, it.words)).collect()
}

/// What is listed in several views.
const LISTS: [&str; 4] = ["/v1/requests", "/v1/offers", "/v1/matches", "/v1/referrals"];

/// Calls every operation as those who may see something of others. What is shown and not written down, and how often
/// something was shown.
fn walk(town: &Town<'_>, sealed: &[Sealed]) -> (Vec<String>, usize) {
    let (mut faults, mut shown) = (Vec::new(), 0);
    let api = api();
    let operations: Vec<_> = api.operations().iter().filter(|it| !it.is_sign_in()).collect();
    // Reading comes before what changes things.
    let reads = ["the buurtwerker", "the coordinator", "the care provider", "the other side", "the administrator"];
    let acts = ["the care provider", "the buurtwerker", "the other side"];
    let readers = reads.map(|it| ("GET", it)).into_iter().chain(acts.map(|it| ("POST", it)));
    for (method, name) in readers {
        let reader = town.viewer(name);
        let shows = |answer: &Answer, it: &Sealed| {
            it.of.to_string() != reader.id && it.words.iter().any(|word| answer.text.contains(word))
        };
        let count = || sealed.iter().map(|it| rows(town.t, reader, it.of)).collect::<Vec<_>>();
        let mut before = count();
        // A copy of what is known of oneself holds the first name of the other side, and is no reading of theirs.
        let own_copy = "/v1/me/export/file";
        for operation in operations.iter().filter(|it| it.method == method && it.path != own_copy) {
            let id = town.object(operation).map_or("", |it| it.0.id.as_str());
            let views = ["", "?view=neighbourhood", "?view=inbox", "?view=sent"];
            let views = if method == "GET" && LISTS.contains(&operation.path) { &views[..] } else { &views[..1] };
            for view in views {
                let path = format!("{}{view}", town.path(operation, id));
                let body = if method == "GET" { None } else { town.body(operation, id) };
                let answer = reader.client.send(method, &path, body);
                if sealed.iter().any(|it| shows(&answer, it)) {
                    let after = count();
                    shown += 1;
                    faults.extend(unlogged(&answer, reader, sealed, &before, &after));
                    before = after;
                }
            }
        }
    }
    (faults, shown)
}

both! {
    with TestApp::start;

    fn whatever_is_shown_of_somebody_they_can_read_of(t) {
        let mut town = Town::found(t);
        let sealed = marked(&mut town);
        let (faults, shown) = walk(&town, &sealed);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(shown > 5, "{shown}");
    }

    /// The planted omission: the row of one look is taken away.
    fn a_look_that_is_not_written_down_is_found(t) {
        let mut town = Town::found(t);
        let sealed = marked(&mut town);
        let katrien = town.viewer("the buurtwerker");
        let before: Vec<_> = sealed.iter().map(|it| rows(t, katrien, it.of)).collect();
        let answer = katrien.client.get(&format!("/v1/people/{}", sealed[0].of));
        let after: Vec<_> = sealed.iter().map(|it| rows(t, katrien, it.of)).collect();
        assert!(unlogged(&answer, katrien, &sealed, &before, &after).is_empty());
        execute(&t.fixture.url, "DELETE FROM disclosures WHERE purpose = 'knowPerson'");
        let after: Vec<_> = sealed.iter().map(|it| rows(t, katrien, it.of)).collect();
        assert_eq!(unlogged(&answer, katrien, &sealed, &before, &after).len(), 1);
    }
}
