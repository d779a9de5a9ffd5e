//! How far software reaches, in the words of SMART: `system/Task.rus` lets it read, update and search Tasks. Which call needs
//! which is read off its method and the pattern of its path, here and for all of them; a call that needs none is for nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter};

crate::db::types::words! {
    /// What software can be let at.
    ScopeResource {
        /// A referral.
        Task = "Task",
        /// What is asked in it.
        ServiceRequest = "ServiceRequest",
        /// Whom it is about.
        Patient = "Patient",
        /// The yes it rests on.
        Consent = "Consent",
        /// An organisation of the directory.
        Organization = "Organization",
        /// A service of the directory.
        HealthcareService = "HealthcareService",
        /// A place of the directory.
        Location = "Location",
        /// Where somebody is told what happens.
        Subscription = "Subscription",
    }
    /// What software can do, in the order in which a scope says it.
    Interaction {
        /// Make one.
        Create = "c",
        /// Read one.
        Read = "r",
        /// Change one.
        Update = "u",
        /// Take one away.
        Delete = "d",
        /// Look for some.
        Search = "s",
    }
}

impl ScopeResource {
    /// The most that there is to have of it.
    const fn offered(self) -> &'static str {
        match self {
            Self::Task => "rus",
            Self::Patient | Self::Consent | Self::Location => "r",
            Self::ServiceRequest | Self::Organization | Self::HealthcareService => "rs",
            Self::Subscription => "cruds",
        }
    }
}

type Interactions = BTreeSet<Interaction>;

/// Some scopes: what may be done with what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeMap<ScopeResource, Interactions>);

/// `rus`: one letter for each, in their order.
fn interactions(letters: &str) -> Option<Interactions> {
    let known: Vec<_> = Interaction::ALL.iter().copied().filter(|it| letters.contains(it.as_str())).collect();
    let written: String = known.iter().map(|it| it.as_str()).collect();
    (!letters.is_empty() && written == letters).then(|| known.into_iter().collect())
}

/// One scope: `system/<resource>.<letters>`, where `*` is every resource.
fn one(scope: &str) -> Option<(&str, Interactions)> {
    let (resource, letters) = scope.strip_prefix("system/")?.split_once('.')?;
    let is_name = resource == "*" || (!resource.is_empty() && resource.bytes().all(|it| it.is_ascii_alphabetic()));
    is_name.then_some(())?;
    Some((resource, interactions(letters)?))
}

impl Scopes {
    /// All that there are.
    #[must_use]
    pub fn offered() -> Self {
        let all = ScopeResource::ALL.iter().copied();
        Self(all.filter_map(|it| Some((it, interactions(it.offered())?))).collect())
    }

    /// What software is registered with: each is offered, and none stands for others.
    ///
    /// # Errors
    /// The place of the first that is not.
    pub fn registered(scopes: &[String]) -> Result<Self, usize> {
        let (offered, mut all) = (Self::offered(), Self::default());
        for (place, scope) in scopes.iter().enumerate() {
            let found = one(scope).and_then(|(name, wanted)| Some((ScopeResource::from_word(name)?, wanted)));
            let (resource, wanted) = found.ok_or(place)?;
            if !offered.0.get(&resource).is_some_and(|most| wanted.is_subset(most)) {
                return Err(place);
            }
            all.0.entry(resource).or_default().extend(wanted);
        }
        Ok(all)
    }

    /// What of these is wanted by who asks for a token: `system/*.rs` wants it of every resource. What the software does not have
    /// is left out. `None` when one of the texts is no scope, or nothing is left.
    #[must_use]
    pub fn narrowed(&self, wanted: &str) -> Option<Self> {
        let mut left = Self::default();
        for scope in wanted.split(' ').filter(|it| !it.is_empty()) {
            let (name, wanted) = one(scope)?;
            for (resource, most) in self.0.iter().filter(|it| name == "*" || name == it.0.as_str()) {
                left.0.entry(*resource).or_default().extend(most.intersection(&wanted));
            }
        }
        left.0.retain(|_, some| !some.is_empty());
        (!left.0.is_empty()).then_some(left)
    }

    /// Reads what was kept.
    #[must_use]
    pub fn kept(text: &str) -> Option<Self> {
        let scopes: Vec<String> = text.split(' ').map(str::to_owned).collect();
        Self::registered(&scopes).ok()
    }

    /// Whether they reach as far as a call: a method and the pattern of a path.
    #[must_use]
    pub fn reach(&self, called: &str) -> bool {
        needed(called).is_some_and(|(resource, interaction)| {
            self.0.get(&resource).is_some_and(|some| some.contains(&interaction))
        })
    }

    /// Each of them.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let text = |(resource, some): (&ScopeResource, &Interactions)| {
            let letters: String = some.iter().map(|it| it.as_str()).collect();
            format!("system/{resource}.{letters}")
        };
        self.0.iter().map(text).collect()
    }
}

impl Display for Scopes {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.texts().join(" "))
    }
}

/// What a call needs; `None`: it is for no software.
fn needed(called: &str) -> Option<(ScopeResource, Interaction)> {
    let (method, path) = called.split_once(' ')?;
    let mut path = path.strip_prefix("/fhir/r4/")?.split('/');
    let resource = ScopeResource::from_word(path.next()?)?;
    let rest: Vec<_> = path.collect();
    let interaction = match (method, rest.as_slice()) {
        ("GET", []) | ("POST", ["_search"]) => Interaction::Search,
        ("POST", []) => Interaction::Create,
        ("GET", ["{id}" | "$status"] | ["{id}", "$status" | "$events"] | ["{id}", "_history", "{version}"]) => {
            Interaction::Read
        }
        ("PUT" | "PATCH", ["{id}"]) => Interaction::Update,
        ("DELETE", ["{id}"]) => Interaction::Delete,
        _ => return None,
    };
    Some((resource, interaction))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(wanted: &str) -> Option<String> {
        let has = Scopes::registered(&["system/Task.rus".into(), "system/Patient.r".into()]).unwrap();
        has.narrowed(wanted).map(|it| it.to_string())
    }

    #[test]
    fn what_is_wanted_is_given_as_far_as_the_software_has_it() {
        let is = |wanted, given: &str| assert_eq!(narrowed(wanted).as_deref(), Some(given), "{wanted}");
        is("system/Task.rus system/Patient.r", "system/Task.rus system/Patient.r");
        is("system/Task.r", "system/Task.r");
        is("system/Task.r system/Task.s", "system/Task.rs");
        is("system/Task.cruds", "system/Task.rus");
        is("system/*.rs", "system/Task.rs system/Patient.r");
        is("system/*.cruds", "system/Task.rus system/Patient.r");
        is("system/Consent.r system/Task.s", "system/Task.s");
        is("system/Observation.r system/Task.s", "system/Task.s");
        for none in [
            "",
            "system/Consent.r",
            "system/*.d",
            "system/Task.ru?status=requested",
            "system/Task.ur",
            "system/Task.",
            "system/Task.read",
            "system/task.r",
            "patient/Task.r",
            "user/*.rs",
            "launch",
            "system/.r",
            "system/Task.r openid",
            "system/Task.rr",
        ] {
            assert_eq!(narrowed(none), None, "{none}");
        }
    }

    #[test]
    fn only_what_is_offered_is_registered() {
        let registers = |scope: &str| Scopes::registered(&["system/Task.r".into(), scope.into()]);
        assert_eq!(registers("system/Subscription.cruds").unwrap().texts().len(), 2);
        for none in ["system/Task.c", "system/Task.cruds", "system/*.rs", "system/Observation.r", "system/Patient.rs"] {
            assert_eq!(registers(none), Err(1), "{none}");
        }
        let all = Scopes::offered();
        assert_eq!(Scopes::kept(&all.to_string()), Some(all));
    }

    #[test]
    fn a_call_needs_what_its_method_and_its_path_say() {
        use Interaction::{Create, Delete, Read, Search, Update};
        let needs = |called: &str| needed(called).map(|it| it.1);
        assert_eq!(needs("GET /fhir/r4/Task"), Some(Search));
        assert_eq!(needs("GET /fhir/r4/Task/{id}"), Some(Read));
        assert_eq!(needs("GET /fhir/r4/Task/{id}/_history/{version}"), Some(Read));
        assert_eq!(needs("PUT /fhir/r4/Task/{id}"), Some(Update));
        assert_eq!(needs("PATCH /fhir/r4/Task/{id}"), Some(Update));
        assert_eq!(needs("POST /fhir/r4/Subscription"), Some(Create));
        assert_eq!(needs("DELETE /fhir/r4/Subscription/{id}"), Some(Delete));
        assert_eq!(needs("GET /fhir/r4/Subscription/{id}/$events"), Some(Read));
        for none in [
            "GET /fhir/r4/metadata",
            "GET /fhir/r4/Observation",
            "POST /fhir/r4/Task/{id}",
            "GET /v1/me",
            "GET ",
            "POST /fhir/r4/Task/{id}/$close",
            "GET /fhir/r4",
            "GET /fhir/r4/Task/{id}/{part}",
        ] {
            assert_eq!(needs(none), None, "{none}");
        }
    }
}
