//! The audit log: everything that happened, append-only, in the transaction that made it happen.
//!
//! A row is written by the action. One sealer at a time then numbers the committed rows and chains their hashes, so a
//! row that was changed or taken away later is noticed. The number is the one order of things that every reader can
//! rely on: ids and clocks are not commit order.

mod store;

pub use store::{
    Entry, Shown, ShownOf, VIEWING, Viewer, Wanted, append, forget, history, seal, search, shown_in, shown_of,
    unsealed, verify, viewers,
};
