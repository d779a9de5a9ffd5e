//! Trust: what must hold whatever somebody tries. A twentieth of the rounds in each run, all with `BUURTNET_TRUST=full`;
//! the server is killed thirty times in each.

mod accept;
mod accounts;
mod answers;
mod blocks;
mod brute_force;
mod canary;
mod channels;
mod circles;
mod contender;
mod contention;
mod crash;
mod faults;
mod guessing;
mod input;
mod jwt;
mod keys;
mod limits;
mod lost_answers;
mod refresh;
mod roles;
mod secrets;
mod suggestions;
mod timing;
mod walk;
