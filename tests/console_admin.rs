//! Administration in the console: the duty roster, roles, the directory, who saw what, and how the instance is.

use buurtnet::events::{Job, Message};
use buurtnet::notifications::{latest, tell, undeliverable};
use buurtnet::platform::Error;
use buurtnet::platform::jobs::{enqueue, failed, take};
use chrono::TimeDelta;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::PASSWORD;

const SCRIPT: &str = "<script>alert(1)</script>";

both! {
    with TestApp::start;

    fn a_coordinator_sets_who_is_on_duty_and_what_is_wrong_keeps_what_was_typed(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        let path = format!("/console/admin/duty/{here}");
        sofie.opens("/console/admin").with(200).shows("Duty roster").shows("Who saw what").hides("Work that fails");
        sofie.opens("/console/admin/duty").with(200).shows(&path);
        sofie.opens(&path).with(200).shows("Katrien").shows("Luc").shows("Monday, again").hides("The coordinator sets this");
        let (part_k, part_l) = (format!("part-{}", katrien.id), format!("part-{}", luc.id));
        let fields = |to| {
            vec![
                ("verb", "set"),
                (part_k.as_str(), "duty"),
                (part_l.as_str(), "deputy"),
                ("from-mon-0", "09:00"),
                ("to-mon-0", to),
                ("numberName-0", SCRIPT),
                ("number-0", "1712"),
            ]
        };
        let wrong = sofie.sends(&path, &fields("08:00"));
        wrong.with(400).shows("value=\"08:00\"").hides(SCRIPT).shows("&#60;script&#62;");
        sofie.sends(&path, &fields("12:00")).with(200).shows("The roster was saved.").hides(SCRIPT);
        let set = katrien.get(&format!("/v1/neighbourhoods/{here}/dutyRoster")).ok(200);
        assert_eq!(set.field("dutyPersons")[0], serde_json::json!(katrien.id));
        assert_eq!(set.field("openingHours")[0], serde_json::json!({ "day": "mon", "from": "09:00", "to": "12:00" }));
        // Two at once: the second is told, and keeps what was typed.
        let other = Browser::signed_in(t, &t.coordinator("Greet", "99999"));
        other.opens(&path);
        sofie.sends(&path, &fields("13:00")).with(200);
        other.sends(&path, &fields("17:30")).with(412).shows("value=\"17:30\"").shows("Somebody else has changed this");
    }

    fn somebody_of_the_team_says_that_they_are_away_and_takes_it_back(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = Browser::signed_in(t, &t.buurtwerker("Katrien", here));
        let path = format!("/console/admin/duty/{here}");
        katrien.opens(&path).with(200).hides("Save the roster").shows("The coordinator sets this").shows("Nobody is away.");
        katrien.sends(&path, &[("verb", "away"), ("from", "2026-07-15"), ("until", "2026-07-01")]).with(400);
        katrien.page().shows("value=\"2026-07-15\"");
        let page = katrien.sends(&path, &[("verb", "away"), ("from", "2026-07-01"), ("until", "2026-07-15")]);
        page.with(200).shows("The absence was added.").shows("01/07/2026");
        let absence = page.hidden("absence");
        katrien.sends(&path, &[("verb", "back"), ("absence", &absence), ("version", "1")]).with(200).shows("Nobody is away.");
        katrien.opens(&format!("/console/admin/duty/{}", t.neighbourhood("DEMO-02"))).with(404);
        katrien.opens("/console/admin/jobs").with(403);
        katrien.opens("/console/admin/people").with(403);
    }

    fn an_administrator_grants_a_role_and_takes_it_back_after_a_proof(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, amir) = (t.resident("Ada"), t.administrator("Amir"));
        t.passes(TimeDelta::minutes(1));
        let desk = Browser::signed_in(t, &amir);
        desk.opens("/console/admin/people").with(200).shows("Amir").hides("Ada");
        let place = here.to_string();
        let grant = |email| vec![("verb", "grant"), ("email", email), ("grantedRole", "buurtwerker"), ("neighbourhoodId", place.as_str())];
        let unknown = desk.sends("/console/admin/people", &grant("nobody@buurt.example"));
        unknown.with(400).shows("value=\"nobody@buurt.example\"");
        desk.sends("/console/admin/people", &grant(&ada.email)).with(200).shows("The role was given.").shows("Ada");
        // What cannot be undone in one press asks once more.
        desk.page().shows("Ada Peeters can then do nothing more in this role.").shows("Yes, take the role back");
        t.passes(TimeDelta::minutes(6));
        let page = desk.opens("/console/admin/people");
        let role = page.hidden("role");
        let asked = desk.sends("/console/admin/people", &[("verb", "revoke"), ("role", &role)]);
        asked.shows("Is it still you?").hides("The role was taken back.");
        let after = desk.sends("/console/step-up", &[("password", PASSWORD)]);
        after.shows("What you typed is still here");
        desk.sends("/console/admin/people", &[("verb", "revoke"), ("role", &role)]).with(200).shows("The role was taken back.");
        desk.sends("/console/admin/people", &[("verb", "revoke"), ("role", "018f0000-0000-7000-8000-000000000000")]).with(404);
    }

    fn a_coordinator_decides_for_her_neighbourhoods_and_brings_none_in(t) {
        let here = t.neighbourhood("DEMO-01");
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        let (list, page) = ("/console/admin/neighbourhoods", format!("/console/admin/neighbourhoods/{here}"));
        sofie.opens("/console/admin").with(200).shows(list);
        sofie.opens(list).with(200).shows(&page).hides("type=\"file\"");
        sofie.opens(&page).with(200);
        sofie.sends(&format!("{page}/template"), &[("template", "careful")]).with(200).shows("Saved");
        let far = Browser::signed_in(t, &t.coordinator("Far", "11001"));
        far.opens(list).with(200).hides(&page);
        far.opens(&page).with(404);
        let katrien = Browser::signed_in(t, &t.buurtwerker("Katrien", here));
        katrien.opens("/console/admin").with(200).hides(list);
        katrien.opens(list).with(403);
    }

    fn a_coordinator_sees_the_team_and_grants_nothing(t) {
        let here = t.neighbourhood("DEMO-01");
        t.buurtwerker("Katrien", here);
        t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        let amir = t.administrator("Amir");
        let far = Browser::signed_in(t, &t.coordinator("Far", "11001"));
        far.opens("/console/admin/people").with(200).hides("Katrien").hides("Amir");
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        sofie.opens("/console/admin/people").with(200).shows("Katrien").shows("municipality 99999 (").hides("Amir").hides("value=\"grant\"");
        sofie.sends("/console/admin/people", &[("verb", "grant"), ("email", &amir.email), ("grantedRole", "administrator")]);
        sofie.page().with(403);
    }

    fn the_directory_is_kept_on_pages(t) {
        let here = t.neighbourhood("DEMO-01").to_string();
        let desk = Browser::signed_in(t, &t.administrator("Amir"));
        desk.opens("/console/admin/organisations").with(200);
        let typed = |name, email| {
            vec![
                ("verb", "create"),
                ("orgName", name),
                ("orgDescription", "Hulp aan huis"),
                ("orgSector", "care"),
                ("orgEmail", email),
            ]
        };
        let wrong = desk.sends("/console/admin/organisations", &typed(SCRIPT, "no address"));
        wrong.with(400).hides(SCRIPT).shows("&#60;script&#62;").shows("value=\"no address\"");
        let page = desk.sends("/console/admin/organisations", &typed("Zorg & Co", "post@zorg.example"));
        page.with(200).shows("Added.").shows("Zorg &#38; Co");
        let path = page.path.split('?').next().unwrap().to_owned();
        let service = [
            ("verb", "addService"),
            ("serviceName", "Gezinszorg"),
            ("serviceDescription", "Hulp"),
            ("serviceCategory", "groceries"),
            ("serviceArea", here.as_str()),
        ];
        let page = desk.sends(&path, &service);
        page.with(200).shows("The service was added.").shows("Gezinszorg");
        let (id, version) = (page.hidden("service"), "1");
        let full = [("verb", "service"), ("service", id.as_str()), ("version", version), ("serviceStatus", "active"), ("serviceCapacity", "full")];
        desk.sends(&path, &full).with(200).shows("value=\"full\" selected");
        desk.sends(&path, &full).with(412);
        desk.opens("/console/admin/organisations/018f0000-0000-7000-8000-000000000000").with(404);
        let katrien = Browser::signed_in(t, &t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        katrien.opens("/console/admin/organisations").with(403);
    }

    fn a_coordinator_looks_up_who_saw_somebody(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", here));
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        sofie.opens("/console/admin/audit").with(200).hides("<table>");
        let found = sofie.opens(&format!("/console/admin/audit?shownOf={}", ada.id));
        found.with(200).shows("read about a person").hides("Ada").hides(">request<");
        found.shows(&format!("<a href=\"/console/admin/audit?actor={}\">Katrien</a>", katrien.id));
        found.shows(&format!("<a href=\"/console/people/{}\">a person</a>", ada.id));
        // By the address of a page, by a name of the list, and by what happened.
        let page = format!("https://buurt.example/console/people/{}%3Fdone=x", ada.id);
        sofie.opens(&format!("/console/admin/audit?shownOf={page}")).with(200).shows("a person</a>");
        let by_katrien = sofie.opens(&format!("/console/admin/audit?actor={}&event=person.disclosed", katrien.id));
        by_katrien.with(200).shows(&format!("value=\"{}\" selected>Katrien, ", katrien.id));
        by_katrien.shows("value=\"person.disclosed\" selected>read about a person").shows("a person</a>");
        // An administrator sees no cases: what happened has no page there.
        let amir = Browser::signed_in(t, &t.administrator("Amir"));
        let seen = amir.opens(&format!("/console/admin/audit?object={}", ada.id));
        seen.with(200).shows("read about a person").hides("href=\"/console/people/");
        sofie.opens("/console/admin/audit?actor=x%22%3E%3Cscript%3E").with(200).shows("Who read or did it").hides("\"><script>");
        sofie.opens("/console/admin/audit?from=2030-01-01").shows("Nothing found.");
        // Another language leaves what was asked for.
        let dutch = sofie.sends("/console/language", &[("language", "nl-BE")]);
        dutch.with(200).shows("Niets gevonden.").shows("value=\"2030-01-01\"");
        Browser::signed_in(t, &katrien).opens("/console/admin/audit").with(403);
    }

    fn an_administrator_sees_what_fails_and_does_it_again(t) {
        let amir = t.administrator("Amir");
        t.works();
        t.write(|tx| {
            enqueue(tx, Job::SetClocks, "planted", tx.now - TimeDelta::days(1))?;
            let taken = take(tx)?.unwrap();
            failed(tx, &taken, &Error::Inconsistent("ada@buurt.example <b>is odd</b>".into()))
        });
        let desk = Browser::signed_in(t, &amir);
        desk.opens("/console/admin/health").with(200).shows("Look at this").shows("1 fail.");
        let page = desk.opens("/console/admin/jobs");
        page.with(200).shows("Set what is due when").hides("setClocks").hides("ada@").hides("<b>is odd");
        let job = page.hidden("job");
        desk.sends("/console/admin/jobs", &[("job", &job)]).with(200).shows("It is done again now.").shows("No job fails.");
        t.works();
        desk.opens("/console/admin/health").with(200).shows("0 fail.").shows("knows of no backup");
        desk.sends("/console/admin/jobs", &[("job", &job)]).with(404);
        let ada = t.resident("Ada").id;
        t.works();
        t.write(move |tx| {
            tell(tx, ada, Message::PasswordChanged)?;
            let id = latest(tx, 1)?[0].id;
            undeliverable(tx, id, "the mail server refused 550").map(|_| ())
        });
        let page = desk.opens("/console/admin/jobs");
        page.with(200).shows("Your password has changed").shows("somebody with an account").hides("passwordChanged");
    }

    fn anybody_reads_the_accessibility_statement_in_three_languages(t) {
        let anybody = Browser::of(t);
        anybody.opens("/accessibility").with(200).shows("<html lang=\"en\">").shows("EN 301 549");
        anybody.opens("/toegankelijkheid").with(200).shows("<html lang=\"nl-BE\">").shows("EN 301 549");
        anybody.opens("/accessibilite").with(200).shows("<html lang=\"fr-BE\">").shows("EN 301 549");
    }
}
