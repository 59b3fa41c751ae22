//! A model of the Worker, its database, its queue and a misbehaving gateway, under a fake clock.
//!
//! What decides is real: the machine and the reading of callbacks from `mitto_core`, the statements of
//! `edge/sql` on the tables of `edge/migrations`. Only the glue between them is modelled, and the world.
//!
//! | module | |
//! |---|---|
//! | [`script`] | what a seed makes happen, and how it ends |
//! | [`calm`] | scripts without failures, which the Worker in workerd can follow as well |
//! | [`world`], [`turns`] | the clock and what fails; the turns and the deaths |
//! | [`worker`], [`store`], [`inbound`], [`history`] | the glue: sending and the sweep, the rows, reports and replies, what people do with what was sent |
//! | [`gateway`] | what it does with a submission, and what it has really sent |
//! | [`ledger`], [`close`] | what is true, and the rules that must hold on the way and at the end |
//! | [`database`] | SQLite with the real schema and statements |
//! | [`mutant`] | mistakes that must be caught |

// Two programs share it, and neither uses all of it.
#![allow(dead_code)]

pub(crate) mod calm;
pub(crate) mod close;
pub(crate) mod database;
pub(crate) mod gateway;
pub(crate) mod history;
pub(crate) mod inbound;
pub(crate) mod ledger;
pub(crate) mod mutant;
pub(crate) mod random;
pub(crate) mod script;
pub(crate) mod store;
pub(crate) mod turns;
pub(crate) mod worker;
pub(crate) mod world;
