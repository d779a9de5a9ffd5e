//! Invitations of the team in the console: made, printed, taken back, and handed over.

use chrono::TimeDelta;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::PASSWORD;

const PAGE: &str = "/console/admin/invitations";

/// The codes on a sheet.
fn codes_on(sheet: &str) -> Vec<String> {
    sheet.split("class=\"secret\">").skip(1).map(|it| it.split('<').next().unwrap().to_owned()).collect()
}

both! {
    with TestApp::start;

    fn a_coordinator_prints_codes_for_buurtwerkers_and_each_gives_one_of_them_the_role(t) {
        let here = t.neighbourhood("DEMO-01").to_string();
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        sofie.opens("/console/admin").with(200).shows(PAGE);
        sofie.opens(PAGE).with(200).shows("There are no invitations yet.").hides("name=\"municipality\"");
        let asked = |number| vec![("grantedRole", "buurtwerker"), ("neighbourhoodId", here.as_str()), ("howMany", number)];
        for wrong in ["0", "21", "many"] {
            sofie.sends(PAGE, &asked(wrong)).with(400).shows("href=\"#howMany\"").shows(&format!("value=\"{wrong}\""));
        }
        let sheet = sofie.sends(PAGE, &asked("3"));
        sheet.with(200).shows("Community worker").shows("Lindewijk").shows("/console/join").shows("<svg");
        let codes = codes_on(&sheet.text);
        assert_eq!(codes.len(), 3, "{codes:?}");
        let large = sofie.opens(&format!("{}?lang=nl-BE&large=yes", sheet.path));
        large.with(200).shows("class=\"large\"").shows("Je bent uitgenodigd");
        assert_eq!(codes_on(&large.text), codes);
        let list = sofie.opens(PAGE);
        list.with(200).shows(&format!("(code ends with {})", &codes[0][10..])).shows("Waits");
        assert!(codes.iter().all(|it| !list.text.contains(it)), "the list shows no code");
        let noor = Browser::signed_in(t, &t.newcomer("Noor"));
        noor.opens("/console/join");
        noor.sends("/console/join", &[("code", &codes[1])]).with(200).shows("<h1>New</h1>");
        sofie.opens(PAGE).shows("Used");
        // What is used up comes on no paper again, and what is made later on one of its own.
        let left = sofie.opens(&sheet.path);
        assert_eq!(codes_on(&left.text), [codes[0].clone(), codes[2].clone()]);
        t.passes(TimeDelta::seconds(1));
        sofie.opens(PAGE);
        assert_eq!(codes_on(&sofie.sends(PAGE, &asked("1")).text).len(), 1);
    }

    fn an_invitation_that_is_taken_back_works_no_more(t) {
        let here = t.neighbourhood("DEMO-01").to_string();
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        sofie.opens(PAGE);
        let asked = [("grantedRole", "buurtwerker"), ("neighbourhoodId", &here), ("howMany", "1")];
        let sheet = sofie.sends(PAGE, &asked);
        let (code, id) = (codes_on(&sheet.text).remove(0), sheet.path.rsplit('/').next().unwrap().to_owned());
        let back = format!("{PAGE}/{id}/withdraw");
        let far = Browser::signed_in(t, &t.coordinator("Far", "11001"));
        far.opens(PAGE).with(200).hides("Lindewijk");
        far.sends(&back, &[]).with(404);
        sofie.opens(PAGE);
        sofie.sends(&back, &[]).with(200).shows("The invitation works no more.").shows("Withdrawn");
        sofie.opens(&sheet.path).with(200).hides(&code).shows("Only whoever made the invitation");
        let noor = Browser::signed_in(t, &t.newcomer("Noor"));
        noor.opens("/console/join");
        noor.sends("/console/join", &[("code", &code)]).with(400);
        noor.opens(PAGE).with(403);
    }

    fn an_administrator_invites_a_coordinator_after_a_proof(t) {
        let amir = t.administrator("Amir");
        t.passes(TimeDelta::minutes(6));
        let desk = Browser::signed_in(t, &amir);
        t.passes(TimeDelta::minutes(6));
        desk.opens(PAGE).with(200);
        let asked = [("grantedRole", "coordinator"), ("municipality", "99999"), ("howMany", "2")];
        desk.sends(PAGE, &asked).with(403).shows("Is it still you?");
        desk.sends("/console/step-up", &[("password", PASSWORD)]).shows("What you typed is still here");
        let sheet = desk.sends(PAGE, &asked);
        sheet.with(200).shows("Coordinator").shows("municipality 99999");
        assert_eq!(codes_on(&sheet.text).len(), 2);
        // A coordinator invites none.
        let sofie = Browser::signed_in(t, &t.coordinator("Sofie", "99999"));
        sofie.opens(PAGE);
        sofie.sends(PAGE, &asked).with(403);
        sofie.opens(&sheet.path).with(404);
    }
}
