//! What somebody with bad intentions tries at a desk: to read what the team thinks, to send what another typed, to send without
//! end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::offers::help_with;
use crate::support::people::in_lindewijk;
use crate::support::requests::wish;

both! {
    with TestApp::start;

    fn whoever_asks_or_offers_does_not_read_what_the_team_thinks(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let request = format!("/console/requests/{}", an.asks(wish("walk")).id);
        let offer = format!("/console/offers/{}", bilal.post("/v1/offers", help_with(&["walk"])).ok(201).id());
        let home = json!({ "position": in_lindewijk(0) });
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let own = format!("/console/requests/{}", katrien.asks(wish("walk")).id);
        let desk = Browser::signed_in(t, &luc);
        for page in [&request, &offer, &own] {
            desk.opens(page).with(200);
            desk.sends(page, &[("verb", "claim")]).with(200);
        }
        Browser::signed_in(t, &an).opens(&request).with(403).hides("Luc");
        Browser::signed_in(t, &bilal).opens(&offer).with(403).hides("Luc");
        let hers = Browser::signed_in(t, &katrien);
        hers.opens(&own).with(403).hides("Luc");
        hers.opens(&request).with(200).shows("Luc");
        for (who, page) in [(&an, &request), (&bilal, &offer), (&katrien, &own)] {
            let answer = Browser::signed_in(t, who).asks(&format!("{page}/viewers"), None);
            assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        }
    }

    fn nobody_prints_a_card_that_says_they_are_a_helper(t) {
        let an = t.resident("An");
        let card = format!("/console/print/visit-card/{}", an.id);
        Browser::signed_in(t, &an).opens(&card).with(403).hides("An helps");
    }

    fn what_another_typed_is_not_sent_on(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let (his, hers) = (Browser::signed_in(t, &luc), Browser::signed_in(t, &katrien));
        let about = format!("person/{}", t.resident("An").id);
        for (page, field) in [("/console/concerns/new", "worry"), ("/console/intake", "firstName")] {
            let page = if field == "worry" { format!("{page}?about={about}") } else { page.to_owned() };
            let guard = his.opens(&page).hidden("guard");
            hers.opens(&page);
            let path = page.split('?').next().unwrap();
            let sent = hers.sends(path, &[("guard", &guard), ("about", &about), (field, "Words of Luc")]);
            sent.hides("Words of Luc");
            assert!([400, 403, 404].contains(&sent.status), "{path}: {}", sent.status);
        }
    }

    fn a_word_in_an_address_is_a_word(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        for done in ["%0d%0aset-cookie:x=1", "%00", "approve"] {
            assert_eq!(desk.asks(&format!("/console/next?done={done}"), None).status, 303);
        }
    }

    fn from_whom_an_item_is_taken_over_is_somebody(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let page = format!("/console/requests/{}", t.resident("An").asks(wish("walk")).id);
        let (desk, his) = (Browser::signed_in(t, &katrien), Browser::signed_in(t, &luc));
        desk.opens(&page);
        desk.sends(&page, &[("verb", "claim")]).with(200);
        his.opens(&page);
        his.sends(&page, &[("verb", "takeOver"), ("from", "junk")]).with(400);
    }

    fn a_list_that_is_ticked_a_thousand_times_is_refused(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let page = format!("/console/people/{}", t.resident("An").id);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens(&page).with(200);
        let mut fields = vec![("verb", "grantProxy")];
        fields.extend(std::iter::repeat_n(("proxyScope", "ask"), 1_000));
        desk.sends(&page, &fields).with(400).shows("role=\"alert\"");
    }

    fn a_name_that_turns_around_is_refused(t) {
        let an = t.resident("An");
        an.if_match("*").patch("/v1/me", json!({ "firstName": "\u{202E}nA" })).is_problem("badRequest", 400);
        an.if_match("*").patch("/v1/me", json!({ "firstName": "آن" })).ok(200);
    }

    fn nobody_sends_a_file_without_end_before_signing_in(t) {
        let mut stream = TcpStream::connect(t.base().trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let head = "POST /console/admin/neighbourhoods/imports HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\
                    content-type: multipart/form-data; boundary=XX\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        // Nothing of the file was sent yet, and the answer is there.
        let mut answer = [0; 1_024];
        let length = stream.read(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer[..length]).to_lowercase();
        assert!(answer.starts_with("http/1.1 303") && answer.contains("/console/sign-in"), "{answer}");
    }
}
