//! Who is told, and who next. Pure.

use super::{Absence, Terms};
use crate::clock::Instant;
use crate::ids::PersonId;

crate::db::types::words! {
    /// How far up something went. In this order.
    DutyLevel {
        /// Who is on duty.
        DutyPerson = "dutyPerson",
        /// Who stands in for them.
        Deputy = "deputy",
        /// The coordinators of the municipality.
        Coordinator = "coordinator",
        /// The administrators of this instance.
        Administrator = "administrator",
    }
}

/// Who works somewhere, and can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    /// The buurtwerkers of the neighbourhood.
    pub buurtwerkers: Vec<PersonId>,
    /// The coordinators of its municipality; outside every neighbourhood all coordinators.
    pub coordinators: Vec<PersonId>,
    /// The administrators of this instance.
    pub administrators: Vec<PersonId>,
}

impl Staff {
    /// Whether somebody is of the team: a buurtwerker or a coordinator.
    #[must_use]
    pub fn is_of_team(&self, person: PersonId) -> bool {
        self.buurtwerkers.contains(&person) || self.coordinators.contains(&person)
    }
}

/// Whom something is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The person.
    pub person: PersonId,
    /// Whom they are brought together with.
    pub entangled: Vec<PersonId>,
}

/// People who are told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How far up that is.
    pub level: DutyLevel,
    /// Who. Never empty.
    pub people: Vec<PersonId>,
}

/// The steps by which something goes up, the first first. Left out are who is away, whom it is about, whom they are
/// brought together with, and steps without anybody; nobody stands in two of them. Of those on duty, and of the deputies,
/// the first who is there is told; who has lost the role meanwhile is passed over. Where that leaves no administrator,
/// they are told away or not: only never whom it is about.
#[must_use]
pub fn steps(terms: &Terms, staff: &Staff, absences: &[Absence], about: &About, now: Instant) -> Vec<Step> {
    let is_away = |it: PersonId| absences.iter().any(|absence| absence.person == it && absence.covers(now));
    let can_look = |it: &PersonId| *it != about.person && !about.entangled.contains(it) && !is_away(*it);
    let all = |of: &[PersonId]| -> Vec<PersonId> { of.iter().copied().filter(can_look).collect() };
    let first = |of: &[PersonId]| -> Vec<PersonId> {
        of.iter().copied().filter(|it| staff.buurtwerkers.contains(it)).find(can_look).into_iter().collect()
    };
    let on_duty = if terms.duty_persons.is_empty() { all(&staff.buurtwerkers) } else { first(&terms.duty_persons) };
    let mut steps: Vec<Step> = Vec::new();
    for (level, mut people) in [
        (DutyLevel::DutyPerson, on_duty),
        (DutyLevel::Deputy, first(&terms.deputies)),
        (DutyLevel::Coordinator, all(&staff.coordinators)),
        (DutyLevel::Administrator, all(&staff.administrators)),
    ] {
        people.retain(|it| !steps.iter().any(|step| step.people.contains(it)));
        if !people.is_empty() {
            steps.push(Step { level, people });
        }
    }
    if !steps.iter().any(|it| it.level == DutyLevel::Administrator) {
        let people: Vec<_> = staff.administrators.iter().copied().filter(|it| *it != about.person).collect();
        steps.extend((!people.is_empty()).then_some(Step { level: DutyLevel::Administrator, people }));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AbsenceId, NeighbourhoodId};

    struct Team {
        staff: Staff,
        terms: Terms,
        ada: About,
        now: Instant,
    }

    impl Team {
        /// Katrien is on duty, then Luc; Mia is their deputy; Sofie coordinates; Amir administers; Ada asks.
        fn new() -> (Self, [PersonId; 5]) {
            let people @ [katrien, luc, mia, sofie, amir] = std::array::from_fn(|_| PersonId::fresh());
            let staff =
                Staff { buurtwerkers: vec![katrien, luc, mia], coordinators: vec![sofie], administrators: vec![amir] };
            let terms = Terms { duty_persons: vec![katrien, luc], deputies: vec![mia], ..Terms::default() };
            let ada = About { person: PersonId::fresh(), entangled: Vec::new() };
            let now = Instant::from_micros(1_772_442_000_000_000).unwrap();
            (Self { staff, terms, ada, now }, people)
        }

        fn steps(&self, away: &[PersonId]) -> Vec<Vec<PersonId>> {
            let absent = |person: &PersonId| Absence {
                id: AbsenceId::fresh(),
                neighbourhood: NeighbourhoodId::fresh(),
                person: *person,
                from: "2026-03-02".parse().unwrap(),
                until: "2026-03-02".parse().unwrap(),
                created_at: self.now,
            };
            let absences: Vec<_> = away.iter().map(absent).collect();
            let steps = steps(&self.terms, &self.staff, &absences, &self.ada, self.now);
            assert!(steps.is_sorted_by_key(|it| it.level));
            steps.into_iter().map(|it| it.people).collect()
        }
    }

    #[test]
    fn it_goes_up_from_the_duty_person_to_the_administrators() {
        let (team, [katrien, luc, mia, sofie, amir]) = Team::new();
        assert_eq!(team.steps(&[]), [[katrien], [mia], [sofie], [amir]]);
        assert_eq!(team.steps(&[katrien]), [[luc], [mia], [sofie], [amir]]);
        assert_eq!(team.steps(&[katrien, luc]), [[mia], [sofie], [amir]]);
        assert_eq!(team.steps(&[katrien, luc, mia, sofie]), [[amir]]);
    }

    #[test]
    fn without_a_roster_all_buurtwerkers_are_on_duty() {
        let (mut team, [katrien, luc, mia, sofie, amir]) = Team::new();
        team.terms = Terms::default();
        assert_eq!(team.steps(&[luc]), [vec![katrien, mia], vec![sofie], vec![amir]]);
    }

    #[test]
    fn whom_it_is_about_and_whom_they_are_matched_with_look_at_nothing() {
        let (mut team, [katrien, luc, mia, sofie, amir]) = Team::new();
        team.ada = About { person: katrien, entangled: vec![luc, sofie] };
        assert_eq!(team.steps(&[]), [[mia], [amir]]);
    }

    #[test]
    fn where_nobody_is_left_the_administrators_are_told_away_or_not() {
        let (mut team, [katrien, luc, mia, sofie, amir]) = Team::new();
        team.ada.entangled = vec![amir];
        assert_eq!(team.steps(&[katrien, luc, mia, sofie]), [[amir]]);
        team.ada.person = amir;
        assert!(team.steps(&[katrien, luc, mia, sofie]).is_empty(), "never whom it is about");
        assert_eq!(team.steps(&[katrien, luc, sofie]), [[mia]]);
    }

    #[test]
    fn nobody_stands_in_two_steps_and_who_lost_the_role_in_none() {
        let (mut team, [katrien, luc, mia, sofie, amir]) = Team::new();
        team.staff.coordinators = vec![katrien, sofie];
        team.staff.administrators = vec![mia, amir];
        assert_eq!(team.steps(&[]), [[katrien], [mia], [sofie], [amir]]);
        team.staff.buurtwerkers = vec![luc];
        assert_eq!(team.steps(&[]), [vec![luc], vec![katrien, sofie], vec![mia, amir]]);
    }
}
