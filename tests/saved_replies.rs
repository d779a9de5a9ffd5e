//! Texts that a team writes again and again.

use buurtnet::categories::Category;
use buurtnet::ids::{NeighbourhoodId, PersonId};
use buurtnet::moderation::replies::actions::{About, Filled, filled};
use buurtnet::moderation::replies::model::ReplyVerb;
use buurtnet::platform::language::Locale;
use buurtnet::policy::{Actor, Grant, Role};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::people::Person;

/// Katrien works in the Lindewijk.
struct Office<'a> {
    t: &'a TestApp,
    here: NeighbourhoodId,
    katrien: Person,
}

impl<'a> Office<'a> {
    fn open(t: &'a TestApp) -> Self {
        let here = t.neighbourhood("DEMO-01");
        Self { t, here, katrien: t.buurtwerker("Katrien", here) }
    }

    fn saves(&self, who: &Person, verb: &str, title: &str, texts: Value) -> Answer {
        let said = json!({ "neighbourhoodId": self.here, "verb": verb, "title": title, "texts": texts });
        who.post("/v1/savedReplies", said)
    }

    fn asks(&self, title: &str, texts: Value) -> String {
        self.saves(&self.katrien, "askForInformation", title, texts).ok(201).id()
    }

    fn filled(&self, verb: ReplyVerb, about: About) -> Vec<Filled> {
        let actor = worker(self.katrien.id, self.here);
        self.t.read(move |tx| filled(tx, &actor, verb, &about))
    }
}

fn worker(person: PersonId, here: NeighbourhoodId) -> Actor {
    Actor::of(person, vec![Grant { role: Role::Buurtwerker, neighbourhoods: vec![here], organisation: None }])
}

fn ids(page: &Answer) -> Vec<String> {
    page.field("items").as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

fn pointers(answer: &Answer) -> Vec<String> {
    let issues = answer.is_problem("badRequest", 400).field("issues").as_array().unwrap();
    issues.iter().map(|it| it["pointer"].as_str().unwrap().to_owned()).collect()
}

both! {
    with TestApp::start;

    fn a_team_saves_changes_and_removes_its_texts(t) {
        let office = Office::open(t);
        let texts = json!({ "nl-BE": "Dag {firstName}, welke winkel?", "en": "Which shop?" });
        let id = office.asks("Welke winkel", texts.clone());
        let path = format!("/v1/savedReplies/{id}");
        let seen = office.katrien.get(&path).ok(200);
        assert_eq!((seen.field("texts"), seen.field("version")), (&texts, &json!(1)));
        assert_eq!(seen.field("allowedActions"), &json!(["change", "remove"]));
        // The coordinator of the municipality does the same.
        let sofie = t.coordinator("Sofie", "99999");
        let thanks = office.saves(&sofie, "replyReferral", "Bedankt", json!({ "fr-BE": "Merci. {myName}" })).ok(201).id();
        assert_eq!(ids(&office.katrien.get("/v1/savedReplies").ok(200)), [thanks.clone(), id.clone()]);
        assert_eq!(ids(&office.katrien.get("/v1/savedReplies?verb=replyReferral").ok(200)), [thanks]);
        let there = t.neighbourhood("DEMO-02");
        assert!(ids(&office.katrien.get(&format!("/v1/savedReplies?neighbourhood={there}")).ok(200)).is_empty());

        let changed = sofie.if_match(&seen.etag()).patch(&path, json!({ "title": "Winkel" })).ok(200);
        assert_eq!((changed.field("title"), changed.field("texts")), (&json!("Winkel"), &texts));
        // Who read it before that overwrites nothing.
        let late = office.katrien.if_match(&seen.etag());
        late.patch(&path, json!({ "texts": { "nl-BE": "Anders" } })).is_problem("stale", 412);
        late.delete(&path).is_problem("stale", 412);
        let other = json!({ "texts": { "nl-BE": "Anders" } });
        let changed = office.katrien.if_match(&changed.etag()).patch(&path, other.clone()).ok(200);
        assert_eq!(changed.field("texts"), &json!({ "nl-BE": "Anders" }));
        let same = office.katrien.if_match(&changed.etag()).patch(&path, other).ok(200);
        assert_eq!(same.etag(), changed.etag(), "what changes nothing counts for nothing");
        office.katrien.if_match(&changed.etag()).delete(&path).ok(204);
        office.katrien.get(&path).is_problem("notFound", 404);
        let happened = t.events_of(id.parse::<uuid::Uuid>().unwrap());
        let kept = ["savedReply.added", "savedReply.changed", "savedReply.changed", "savedReply.removed"];
        assert_eq!(happened, kept);
    }

    fn a_place_that_is_not_known_is_refused_when_it_is_saved(t) {
        let office = Office::open(t);
        for text in ["{lastName}", "{firstName", "firstName}", "{ category }", "{}", "{{myName}}"] {
            let refused = office.saves(&office.katrien, "askForInformation", "x", json!({ "nl-BE": "Dag", "en": text }));
            assert_eq!(pointers(&refused), ["/texts/en"], "{text}");
        }
        let named = json!({ "nl-BE": "Dag {firstName}", "fr-BE": "{firstName}" });
        for verb in ["replyReferral", "prepareReferral"] {
            let refused = office.saves(&office.katrien, verb, "x", named.clone());
            assert_eq!(pointers(&refused), ["/texts/nl-BE", "/texts/fr-BE"], "an organisation may not know the name");
        }
        assert_eq!(pointers(&office.saves(&office.katrien, "replyReferral", "x", json!({}))), ["/texts"]);
        let id = office.asks("Dag", named);
        let path = format!("/v1/savedReplies/{id}");
        let etag = office.katrien.get(&path).ok(200).etag();
        let refused = office.katrien.if_match(&etag).patch(&path, json!({ "texts": { "nl-BE": "{you}" } }));
        assert_eq!(pointers(&refused), ["/texts/nl-BE"]);
        let strange = office.katrien.off_contract();
        for said in [json!({ "de": "Tag" }), json!({ "en": "" }), json!({ "en": "a\u{0}b" }), json!([])] {
            let said = json!({ "neighbourhoodId": office.here, "verb": "replyReferral", "title": "x", "texts": said });
            strange.post("/v1/savedReplies", said).is_problem("badRequest", 400);
        }
    }

    fn texts_belong_to_the_team_of_the_neighbourhood(t) {
        let office = Office::open(t);
        let id = office.asks("Dag", json!({ "nl-BE": "Dag" }));
        let path = format!("/v1/savedReplies/{id}");
        let (ada, femke) = (t.resident("Ada"), t.buurtwerker("Femke", t.neighbourhood("DEMO-02")));
        for (who, code, status) in [(&ada, "forbidden", 403), (&femke, "notFound", 404)] {
            who.get(&path).is_problem(code, status);
            who.if_match("\"1\"").patch(&path, json!({ "title": "x" })).is_problem(code, status);
            who.if_match("\"1\"").delete(&path).is_problem(code, status);
            office.saves(who, "replyReferral", "x", json!({ "en": "x" })).is_problem(code, status);
        }
        assert!(ids(&femke.get("/v1/savedReplies").ok(200)).is_empty());
        t.administrator("Root").get(&path).is_problem("forbidden", 403);
    }

    fn a_text_is_filled_in_the_language_of_who_reads_it(t) {
        let office = Office::open(t);
        let _ = office.asks("Winkel", json!({
            "nl-BE": "Dag {firstName}, u vroeg: {category}. Tot in {neighbourhood}, {myName}",
            "fr-BE": "Bonjour {firstName} : {category}",
        }));
        let _ = office.asks("Dag", json!({ "en": "Which day?" }));
        let _ = office.saves(&office.katrien, "replyReferral", "Bedankt", json!({ "en": "Thanks" })).ok(201);
        let about = About {
            neighbourhood: Some(office.here), reader: Locale::PlainDutch, first_name: Some("<An>".into()),
            category: Some(Category::Groceries),
        };
        let texts = |about: &About| {
            let filled = office.filled(ReplyVerb::AskForInformation, about.clone());
            filled.into_iter().map(|it| (it.language, it.text)).collect::<Vec<_>>()
        };
        let day = (Locale::English, "Which day?".to_owned());
        let shop = "Dag <An>, u vroeg: Boodschappen. Tot in Lindewijk, Katrien".to_owned();
        assert_eq!(texts(&about), [day.clone(), (Locale::Dutch, shop)]);
        let french = About { reader: Locale::French, first_name: None, ..about.clone() };
        assert_eq!(texts(&french)[1], (Locale::French, "Bonjour … : Courses".to_owned()));
        let nowhere = About { neighbourhood: None, ..about.clone() };
        assert!(texts(&nowhere).is_empty());
        let (there, actor) = (t.neighbourhood("DEMO-02"), worker(office.katrien.id, t.neighbourhood("DEMO-02")));
        let (foreign, here) = (About { neighbourhood: Some(there), ..about.clone() }, about);
        assert!(texts(&foreign).is_empty());
        assert!(t.read(move |tx| filled(tx, &actor, ReplyVerb::AskForInformation, &here)).is_empty());
    }
}
