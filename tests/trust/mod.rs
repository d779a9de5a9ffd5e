//! Trust: what must hold whatever somebody tries. A twentieth of the rounds in each run, all with `BUURTNET_TRUST=full`.

mod accounts;
mod canary;
mod input;
mod jwt;
mod keys;
mod limits;
mod refresh;
mod roles;
