//! Organisations (organisaties), their services (diensten) and places: a public directory in the words of HSDS, so that a
//! buurtwerker finds who can take a case on.
//!
//! An administrator enters an organisation; its members, who hold the role of care provider in it, keep it up to date.
//! Everybody can read the directory.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> active: enter a service
//!     active --> inactive: change
//!     inactive --> active: change
//! ```

pub mod actions;
pub mod addresses;
mod http;
pub mod model;
mod store;

pub use actions::{get, letter_address, link_generation, serves, service, services_for, with_owners};
pub use http::{OrganisationRef, OrganisationRefs, organisation_ref, routes};
pub use model::{Organisation, Service, ServiceStatus};
