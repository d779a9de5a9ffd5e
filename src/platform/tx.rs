//! The transaction: the only way of an action to the database. It carries the connection, the time (read once), the
//! keys, and [`Tx::record`], which writes the audit log and runs the cascades.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::seal::{self, Field, Keys, SealingKey};
use super::{Error, Happening, Refusal, Result};
use crate::clock::{Clock, Instant};
use crate::codes::Code;
use crate::db::schema::{data_keys, erasures};
use crate::db::sql::{DatabaseNow, Upsert};
use crate::db::{AnyConnection, Db};
use crate::ids::{AnyId, SessionId};
use crate::policy::Actor;

/// What the composition root plugs in, because it stands above the mechanics.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Writes down what happened and runs what follows from it.
    pub record: fn(&mut Tx<'_>, &Happening) -> Result<()>,
    /// Who a session belongs to, with the roles of this moment; `None` when the session is over.
    pub actor: fn(&mut Tx<'_>, SessionId) -> Result<Option<Actor>>,
    /// Which software a token belongs to, by the hash of the token, where it may make this call: its method and the pattern of
    /// its path.
    pub software: fn(&mut Tx<'_>, &[u8; 32], called: &str) -> Result<Actor>,
}

/// How strict an application is: the demo and tests do with less.
#[derive(Debug, Clone, Copy)]
struct Rigour {
    staff_need_factor: bool,
    calls_here: bool,
}

/// The database, with what every transaction carries. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
    clock: Clock,
    keys: Arc<Keys>,
    hooks: Hooks,
    rigour: Rigour,
}

impl Store {
    /// Puts the parts together.
    #[must_use]
    pub const fn new(db: Db, clock: Clock, keys: Arc<Keys>, hooks: Hooks) -> Self {
        Self { db, clock, keys, hooks, rigour: Rigour { staff_need_factor: true, calls_here: false } }
    }

    /// The same, where the roles of the team count without a second factor too: for the demo and for tests.
    #[must_use]
    pub fn without_second_factor(self) -> Self {
        Self { rigour: Rigour { staff_need_factor: false, ..self.rigour }, ..self }
    }

    /// The same, where webhooks can be on this machine, unencrypted: for the demo and for tests.
    #[must_use]
    pub fn calling_here(self) -> Self {
        Self { rigour: Rigour { calls_here: true, ..self.rigour }, ..self }
    }

    /// Whether webhooks can be on this machine.
    #[must_use]
    pub const fn calls_here(&self) -> bool {
        self.rigour.calls_here
    }

    /// The clock of this application.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The keys of this application.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Runs `f` in a read-only transaction that sees one snapshot.
    ///
    /// # Errors
    /// What `f` returns, or a fault of the database.
    pub async fn read<T, F>(&self, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        self.db.read(move |conn| f(&mut Tx { writes: false, ..store.tx(conn) })).await
    }

    /// Runs `f` in a transaction: `Ok` commits, `Err` undoes everything. After a lost race `f` runs again.
    ///
    /// # Errors
    /// What `f` returns, or a fault of the database.
    pub async fn write<T, F>(&self, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        self.db.write(move |conn| f(&mut store.tx(conn))).await
    }

    /// Overwrites what SQLite keeps of older pages in its log: after an erasure nothing of it is left in the files.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn empty_log(&self) -> Result<()> {
        self.db.empty_log().await.map_err(Error::Db)
    }

    fn tx<'c>(&self, conn: &'c mut AnyConnection) -> Tx<'c> {
        Tx {
            conn,
            now: self.clock.now(),
            keys: self.keys.clone(),
            hooks: self.hooks,
            data_keys: HashMap::new(),
            expected: Expected::Anything,
            writes: true,
            session: None,
            rigour: self.rigour,
            withholds_roles: false,
        }
    }
}

/// What a caller expects to find before a change (`If-Match`, `If-None-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever there is.
    Anything,
    /// This version.
    Version(i32),
    /// Nothing yet.
    Nothing,
}

/// An open transaction.
pub struct Tx<'c> {
    /// The connection, for stores only.
    pub conn: &'c mut AnyConnection,
    /// The time of this transaction, read once.
    pub now: Instant,
    keys: Arc<Keys>,
    hooks: Hooks,
    /// The data keys opened in this transaction; `None`: destroyed.
    data_keys: HashMap<Uuid, Option<Arc<SealingKey>>>,
    expected: Expected,
    writes: bool,
    session: Option<SessionId>,
    rigour: Rigour,
    withholds_roles: bool,
}

impl Tx<'_> {
    /// Records what happened: the audit log and the cascades, all in this transaction.
    ///
    /// # Errors
    /// When any of these fails: then the action has failed.
    pub fn record(&mut self, happening: &Happening) -> Result<()> {
        self.must_write()?;
        (self.hooks.record)(self, happening)
    }

    /// Goes on only where something can be written: a reading call is then made again in a transaction that writes.
    ///
    /// # Errors
    /// [`Error::NeedsWriting`] in a transaction that only reads.
    pub const fn must_write(&self) -> Result<()> {
        if self.writes { Ok(()) } else { Err(Error::NeedsWriting) }
    }

    /// Who a session belongs to, with the roles of this moment.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn actor(&mut self, session: SessionId) -> Result<Option<Actor>> {
        self.session = Some(session);
        (self.hooks.actor)(self, session)
    }

    /// Which software a token belongs to, where it may make this call.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], [`Code::ScopeMissing`], or when the database cannot be asked.
    pub fn software(&mut self, token: &[u8; 32], called: &str) -> Result<Actor> {
        (self.hooks.software)(self, token, called)
    }

    /// The session of the caller; `None` when nobody signed in, and for the system.
    #[must_use]
    pub const fn session(&self) -> Option<SessionId> {
        self.session
    }

    /// Whether the roles of the team count only in a session with a second factor.
    #[must_use]
    pub const fn staff_need_factor(&self) -> bool {
        self.rigour.staff_need_factor
    }

    /// Whether webhooks can be on this machine.
    #[must_use]
    pub const fn calls_here(&self) -> bool {
        self.rigour.calls_here
    }

    /// Says that the caller has roles that do not count in this session.
    pub const fn withhold_roles(&mut self) {
        self.withholds_roles = true;
    }

    /// Whether the caller has roles that do not count in this session, for want of a second factor.
    #[must_use]
    pub const fn withholds_roles(&self) -> bool {
        self.withholds_roles
    }

    /// The time by the clock of the database: what the leases of the workers are measured with, because the clocks of
    /// several instances differ.
    ///
    /// # Errors
    /// When the database fails.
    pub fn database_now(&mut self) -> Result<Instant> {
        Ok(DatabaseNow.get_result(self.conn)?)
    }

    /// The keys, for blind indexes and tokens.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Says what the caller expects to find.
    pub const fn expect(&mut self, expected: Expected) {
        self.expected = expected;
    }

    /// Compares what the caller has read with what is stored. Called by every action that changes something, right
    /// after it has loaded it; `None` when it does not exist yet.
    ///
    /// # Errors
    /// [`Code::Stale`] when they differ.
    pub fn if_match(&self, version: Option<i32>) -> Result<()> {
        let is_met = match self.expected {
            Expected::Anything => true,
            Expected::Version(expected) => version == Some(expected),
            Expected::Nothing => version.is_none(),
        };
        if is_met { Ok(()) } else { Err(Code::Stale.into()) }
    }

    /// Seals a value under the data key of `owner`, which is made when it is missing.
    ///
    /// # Errors
    /// When the value is no JSON, the key was destroyed, or the database fails.
    pub fn seal(&mut self, owner: Uuid, field: Field, row: Uuid, value: &impl Serialize) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(value).map_err(|error| Error::Inconsistent(format!("{field}: {error}")))?;
        let plain = zeroize::Zeroizing::new(plain);
        Ok(self.own_key(owner)?.seal(&seal::context(field, row), &plain))
    }

    /// A keyed hash, under the data key of `owner`, that finds a value of theirs without storing it.
    ///
    /// # Errors
    /// When the key was destroyed, or the database fails.
    pub fn own_index(&mut self, owner: Uuid, kind: &str, value: &str) -> Result<Vec<u8>> {
        Ok(self.own_key(owner)?.blind_index(kind, value).to_vec())
    }

    /// The data key of `owner`, which is made when it is missing.
    fn own_key(&mut self, owner: Uuid) -> Result<Arc<SealingKey>> {
        match self.data_key(owner)? {
            Some(key) => Ok(key),
            None => self.make_data_key(owner),
        }
    }

    /// Opens a sealed value; `None` when it or the data key of `owner` was destroyed.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] when it does not open.
    pub fn open<T: DeserializeOwned>(
        &mut self,
        owner: Uuid,
        field: Field,
        row: Uuid,
        sealed: &[u8],
    ) -> Result<Option<T>> {
        let broken = |error: &dyn std::fmt::Display| Error::Inconsistent(format!("{field} of {row}: {error}"));
        // Whoever waited for an erasure may still know the key, and finds what it left: nothing.
        let Some(key) = self.data_key(owner)?.filter(|_| !sealed.is_empty()) else { return Ok(None) };
        let plain = key.open(&seal::context(field, row), sealed).map_err(|error| broken(&error))?;
        // The message of serde could quote the value.
        serde_json::from_slice(&plain).map(Some).map_err(|_| broken(&"not the expected form"))
    }

    fn data_key(&mut self, owner: Uuid) -> Result<Option<Arc<SealingKey>>> {
        if let Some(known) = self.data_keys.get(&owner) {
            return Ok(known.clone());
        }
        let wrapped = data_keys::table
            .find(AnyId::from(owner))
            .select(data_keys::wrapped)
            .first::<Vec<u8>>(self.conn)
            .optional()?;
        self.know_key(owner, wrapped.as_deref())
    }

    /// Reads the data keys of several owners at once, for what of theirs is opened next.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fetch_keys(&mut self, owners: impl IntoIterator<Item = Uuid>) -> Result<()> {
        let missing: Vec<Uuid> = owners.into_iter().filter(|it| !self.data_keys.contains_key(it)).collect();
        let theirs = data_keys::owner.eq_any(missing.iter().map(|it| AnyId::from(*it)));
        let rows = data_keys::table.filter(theirs).select((data_keys::owner, data_keys::wrapped));
        let wrapped: HashMap<AnyId, Vec<u8>> = rows.load(self.conn)?.into_iter().collect();
        for owner in missing {
            self.know_key(owner, wrapped.get(&AnyId::from(owner)).map(Vec::as_slice))?;
        }
        Ok(())
    }

    fn know_key(&mut self, owner: Uuid, wrapped: Option<&[u8]>) -> Result<Option<Arc<SealingKey>>> {
        let open = |wrapped| self.keys.open_data_key(owner, wrapped).map(Arc::new);
        let key = wrapped.map(open).transpose();
        let key = key.map_err(|error| Error::Inconsistent(format!("data key of {owner}: {error}")))?;
        self.data_keys.insert(owner, key.clone());
        Ok(key)
    }

    /// Destroys the data key of `owner`: nothing that was sealed under it opens any more, and none is made again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn destroy_key(&mut self, owner: Uuid) -> Result<()> {
        let owner_id = AnyId::from(owner);
        diesel::delete(data_keys::table.find(owner_id)).execute(self.conn)?;
        let insert =
            diesel::insert_into(erasures::table).values((erasures::owner.eq(owner_id), erasures::at.eq(self.now)));
        let _: Option<AnyId> = Upsert { insert, on_conflict: "(owner) DO NOTHING", returning: erasures::owner }
            .get_result(self.conn)
            .optional()?;
        self.data_keys.insert(owner, None);
        Ok(())
    }

    fn make_data_key(&mut self, owner: Uuid) -> Result<Arc<SealingKey>> {
        let erased: Option<AnyId> =
            erasures::table.find(AnyId::from(owner)).select(erasures::owner).first(self.conn).optional()?;
        if erased.is_some() {
            return Err(Refusal::new(Code::WrongState).because("whom this is about was erased").into());
        }
        let (key, wrapped) = self.keys.new_data_key(owner);
        let owner_id = AnyId::from(owner);
        let insert = diesel::insert_into(data_keys::table).values((
            data_keys::owner.eq(owner_id),
            data_keys::wrapped.eq(wrapped),
            data_keys::created_at.eq(self.now),
        ));
        // Two actions may seal for the same person at once: the first key stays.
        let kept: Vec<u8> = Upsert {
            insert,
            on_conflict: "(owner) DO UPDATE SET owner = excluded.owner",
            returning: data_keys::wrapped,
        }
        .get_result(self.conn)?;
        drop(key);
        let key = self.keys.open_data_key(owner, &kept);
        let key = Arc::new(key.map_err(|error| Error::Inconsistent(format!("data key of {owner}: {error}")))?);
        self.data_keys.insert(owner, Some(key.clone()));
        Ok(key)
    }
}
