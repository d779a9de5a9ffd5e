//! The policy, tried on people.

use super::*;
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId};

fn someone(grants: Vec<Grant>) -> Actor {
    Actor::of(PersonId::fresh(), grants)
}

fn buurtwerker_of(neighbourhood: NeighbourhoodId) -> Actor {
    let work = Grant { neighbourhoods: vec![neighbourhood], ..Grant::of(Role::Buurtwerker) };
    someone(vec![Grant::of(Role::Resident), work])
}

fn request_in(neighbourhood: NeighbourhoodId, owner: PersonId) -> Subject {
    Subject::of(owner).at(Some(neighbourhood))
}

#[test]
fn a_buurtwerker_approves_in_her_neighbourhood_and_nowhere_else() {
    let (here, there, ada) = (NeighbourhoodId::fresh(), NeighbourhoodId::fresh(), PersonId::fresh());
    let katrien = buurtwerker_of(here);
    let role = check(&katrien, Action::ApproveRequest, &request_in(here, ada)).map(|it| it.role);
    assert_eq!(role, Ok(Role::Buurtwerker));
    assert_eq!(check(&katrien, Action::ApproveRequest, &request_in(there, ada)), Err(Denied::Hidden));
}

#[test]
fn a_buurtwerker_decides_nothing_about_herself_but_sees_her_own() {
    let here = NeighbourhoodId::fresh();
    let katrien = buurtwerker_of(here);
    let own = request_in(here, katrien.person.unwrap());
    assert_eq!(check(&katrien, Action::ApproveRequest, &own), Err(Denied::Forbidden));
    assert_eq!(check(&katrien, Action::SeeRequest, &own).unwrap().role, Role::Resident);
}

#[test]
fn a_buurtwerker_decides_nothing_about_somebody_she_is_matched_with() {
    let (here, ada) = (NeighbourhoodId::fresh(), PersonId::fresh());
    let katrien = Actor { entangled: vec![ada], ..buurtwerker_of(here) };
    assert_eq!(check(&katrien, Action::ApproveRequest, &request_in(here, ada)), Err(Denied::Hidden));
    assert!(scope(&katrien, Action::SeeRequest).except.contains(&ada));
}

#[test]
fn a_care_provider_answers_no_referral_about_herself_but_sees_it_as_the_client() {
    let (linde, ada) = (OrganisationId::fresh(), PersonId::fresh());
    let work = Grant { organisation: Some(linde), ..Grant::of(Role::CareProvider) };
    let lotte = someone(vec![Grant::of(Role::Resident), work]);
    let about = |person| Subject { organisation: Some(linde), ..Subject::of(person) };
    assert_eq!(check(&lotte, Action::AcceptReferral, &about(ada)).unwrap().role, Role::CareProvider);
    assert_eq!(check(&lotte, Action::AcceptReferral, &about(lotte.person.unwrap())), Err(Denied::Forbidden));
    assert_eq!(check(&lotte, Action::SeeReferral, &about(lotte.person.unwrap())).unwrap().role, Role::Resident);
    let lotte = Actor { entangled: vec![ada], ..lotte };
    assert_eq!(check(&lotte, Action::AcceptReferral, &about(ada)), Err(Denied::Hidden));
}

#[test]
fn a_neighbour_sees_no_foreign_request() {
    let ben = someone(vec![Grant::of(Role::Resident)]);
    let foreign = request_in(NeighbourhoodId::fresh(), PersonId::fresh());
    assert_eq!(check(&ben, Action::WithdrawRequest, &foreign), Err(Denied::Hidden));
}

#[test]
fn what_one_may_do_one_may_also_see() {
    let anywhere = |reach: Reach| reach != Reach::Nobody;
    for &role in Role::ALL {
        for &action in Action::ALL {
            let acts = anywhere(reach(role, action));
            let sees_somehow = anywhere(reach(role, action.sight())) || anywhere(reach(Role::Resident, action.sight()));
            assert!(!acts || sees_somehow, "{role} may {action} without seeing it");
        }
    }
}
