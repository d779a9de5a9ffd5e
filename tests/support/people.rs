//! The people of the tests.

use std::sync::LazyLock;

use buurtnet::clock::Instant;
use buurtnet::ids::{NeighbourhoodId, OrganisationId, PersonId};
use buurtnet::people::actions::{self as people, NewAccount, NewPerson, NewRole, Registration, Scope};
use buurtnet::people::model::{BirthYear, EntryHow, Name};
use buurtnet::people::password::NewPassword;
use buurtnet::places::Position;
use buurtnet::platform::language::Locale;
use buurtnet::policy::{Actor, Grant, Role};
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Client;

/// The password of everybody in the tests.
pub const PASSWORD: &str = "zorgzame-buurt";
static PASSWORD_HASH: LazyLock<String> =
    LazyLock::new(|| NewPassword::parse(PASSWORD).and_then(|it| it.hash()).expect("a hash"));

/// A place in the first neighbourhood of the demo, so many metres to the east of its middle.
pub fn in_lindewijk(metres_east: i32) -> Value {
    json!({ "lat": 51.04, "lon": 4.475 + f64::from(metres_east) / 70_000.0 })
}

/// Somebody with an account, signed in.
pub struct Person {
    pub id: PersonId,
    pub email: String,
    pub client: Client,
}

impl std::ops::Deref for Person {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Person {
    /// Registers somebody of the Lindewijk without an account. Returns the id.
    pub fn registers(&self, first: &str, birth_year: i32) -> String {
        self.post("/v1/people", registration(first, birth_year)).ok(201).id()
    }
}

/// Somebody of the Lindewijk who came to the desk.
pub fn registration(first: &str, birth_year: i32) -> Value {
    json!({
        "firstName": first, "lastName": "Janssens", "birthYear": birth_year, "locale": "nl-BE", "how": "desk",
        "position": in_lindewijk(100),
    })
}

impl TestApp {
    /// A resident without a home.
    pub fn newcomer(&self, name: &str) -> Person {
        let email = format!("{}@buurt.example", name.to_lowercase());
        let new = NewAccount {
            email: email.parse().expect("an address"),
            password_hash: PASSWORD_HASH.clone(),
            person: NewPerson {
                name: Name { first: name.parse().expect("a name"), last: "Peeters".parse().expect("a name") },
                birth_year: BirthYear::new(1980).expect("a year"),
                languages: Vec::new(),
                locale: Locale::English,
            },
        };
        let id = self.write(move |tx| people::vouch(tx, &new));
        let signed_in = self.write(move |tx| people::begin_session(tx, id));
        // Tests let days go by; the session is asked for with a token that is always fresh.
        let token = self.fresh_token(id, signed_in.refresh.session);
        Person { id, email, client: self.client().with_token(&token) }
    }

    /// Somebody without an account, whom the team registered, in the Lindewijk.
    pub fn registered_person(&self, name: &str) -> PersonId {
        let here = self.neighbourhood("DEMO-01");
        let desk = self.buurtwerker(&format!("{name}Desk"), here).id;
        let new = NewPerson {
            name: Name { first: name.parse().expect("a name"), last: "Peeters".parse().expect("a name") },
            birth_year: BirthYear::new(1940).expect("a year"),
            languages: Vec::new(),
            locale: Locale::English,
        };
        let registration = Registration {
            person: new,
            phone: None,
            address: None,
            position: Some(Position::new(51.04, 4.475).expect("a position")),
            about: None,
            lives_with: None,
            how: EntryHow::Desk,
            witness: None,
        };
        let team = Grant { role: Role::Buurtwerker, neighbourhoods: vec![here], organisation: None };
        let actor = Actor::of(desk, vec![team]);
        self.write(move |tx| people::register_assisted(tx, &actor, &registration))
    }

    fn fresh_token(&self, person: PersonId, session: buurtnet::ids::SessionId) -> String {
        self.tokens.issue(person, session, self.now()).expect("a token")
    }

    /// The present moment of this application.
    pub fn now(&self) -> Instant {
        self.store.clock().now()
    }

    /// The same person with a token of now: access tokens live five minutes.
    pub fn again(&self, person: &Person) -> Person {
        let id = person.id;
        let signed_in = self.write(move |tx| people::begin_session(tx, id));
        let token = self.fresh_token(id, signed_in.refresh.session);
        Person { id, email: person.email.clone(), client: self.client().with_token(&token) }
    }

    /// A resident who lives in the Lindewijk.
    pub fn resident(&self, name: &str) -> Person {
        self.resident_at(name, &in_lindewijk(0))
    }

    /// A resident who lives at a position.
    pub fn resident_at(&self, name: &str, position: &Value) -> Person {
        let person = self.newcomer(name);
        let home = json!({ "position": position });
        person.client.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        person
    }

    /// Makes somebody as old as they say.
    pub fn is_born_in(&self, person: &Person, year: i32) {
        let id = person.id;
        self.write(move |tx| {
            use buurtnet::db::schema::people;
            use diesel::prelude::*;
            Ok(diesel::update(people::table.find(id)).set(people::birth_year.eq(year)).execute(tx.conn).map(|_| ())?)
        });
    }

    fn grant(&self, id: PersonId, role: Role, scope: Scope) {
        let new = NewRole { role, scope };
        self.write(move |tx| people::grant_role(tx, &Actor::system(), id, &new).map(|_| ()));
    }

    /// A buurtwerker of a neighbourhood.
    pub fn buurtwerker(&self, name: &str, neighbourhood: NeighbourhoodId) -> Person {
        let person = self.newcomer(name);
        self.grant(person.id, Role::Buurtwerker, Scope::Neighbourhood(neighbourhood));
        person
    }

    /// A care provider of an organisation.
    pub fn care_provider(&self, name: &str, organisation: OrganisationId) -> Person {
        let person = self.newcomer(name);
        self.grant(person.id, Role::CareProvider, Scope::Organisation(organisation));
        person
    }

    /// A coordinator of a municipality.
    pub fn coordinator(&self, name: &str, nis: &str) -> Person {
        let person = self.newcomer(name);
        self.grant(person.id, Role::Coordinator, Scope::Municipality(nis.to_owned()));
        person
    }

    /// An administrator.
    pub fn administrator(&self, name: &str) -> Person {
        let person = self.newcomer(name);
        self.grant(person.id, Role::Administrator, Scope::Instance);
        person
    }

    /// A neighbourhood of the demo by its code.
    pub fn neighbourhood(&self, code: &str) -> NeighbourhoodId {
        let mut path = "/v1/neighbourhoods?pageSize=100".to_owned();
        loop {
            let list = self.client().get(&path).ok(200);
            let items = list.body["items"].as_array().expect("items");
            if let Some(found) = items.iter().find(|it| it["code"] == code) {
                return found["id"].as_str().and_then(|it| it.parse().ok()).expect("an id");
            }
            let next = list.body["next"].as_str().unwrap_or_else(|| panic!("no neighbourhood {code}"));
            path = format!("/v1/neighbourhoods?pageSize=100&cursor={next}");
        }
    }
}
