//! The settings of mail count: what an administrator saved on the page is where the worker sends by.

use buurtnet::notifications::{Channels, Mailer};
use serde_json::json;

use crate::bounces::MailServer;
use crate::support::browser::Browser;
use crate::support::people::Person;
use crate::support::{TestApp, delivery};

const PAGE: &str = "/console/admin/mail";

/// The folder that mail goes to unless a server is named.
fn folder(t: &TestApp) -> Mailer {
    Mailer::new(&format!("file://{}", t.mailbox().display()), "Buurtnet <buurtnet@localhost>").unwrap()
}

/// Asks for a mail to somebody, and lets the worker run once.
fn writes_to(t: &TestApp, server: &MailServer, who: &Person, mail: Mailer) {
    t.client().post("/v1/accounts/reset", json!({ "email": who.email })).ok(202);
    let channels = Channels { mail, sms: None };
    t.run(delivery::works(&t.store, &channels, &|| server.took()));
}

fn letters_in_folder(t: &TestApp, who: &Person) -> usize {
    delivery::in_folder(t.mailbox()).iter().filter(|it| **it == who.email).count()
}

both! {
    with TestApp::start;

    fn the_worker_sends_by_the_server_that_an_administrator_saved(t) {
        let (server, ada) = (MailServer::start(), t.newcomer("Ada"));
        let sofie = t.administrator("Sofie");
        let desk = Browser::signed_in(t, &sofie);
        let port = server.port().to_string();
        desk.opens(PAGE).with(200);
        let said = [("server", "127.0.0.1"), ("port", port.as_str()), ("security", "none"), ("from", "Buurt <buurt@buurt.example>")];
        desk.sends(PAGE, &said).with(200).shows("Saved");
        writes_to(t, &server, &ada, folder(t).giving_way());
        assert_eq!((server.saw(&ada), letters_in_folder(t, &ada)), ((1, 1), 0));
        // The button to try them goes the same way.
        let before = server.saw(&sofie).1;
        desk.opens(PAGE);
        desk.sends(&format!("{PAGE}/test"), &[]).with(200);
        assert_eq!(server.saw(&sofie).1, before + 1);
        // Where the command line says how mail goes, that counts.
        writes_to(t, &server, &ada, folder(t));
        assert_eq!((server.saw(&ada), letters_in_folder(t, &ada)), ((1, 1), 1));
        // Without settings it goes there again.
        desk.opens(PAGE);
        desk.sends(&format!("{PAGE}/unset"), &[]).with(200).shows("Saved");
        writes_to(t, &server, &ada, folder(t).giving_way());
        assert_eq!((server.saw(&ada), letters_in_folder(t, &ada)), ((1, 1), 2));
    }
}
