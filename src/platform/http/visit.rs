//! A visit of a face that everybody may look at and where nobody signs in.

use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::call::State;
use super::limits::{Counted, client_address};
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;

/// A visit, counted by its address like a call.
pub struct Visit {
    state: web::Data<State>,
    /// Where it comes from.
    pub address: IpAddr,
}

impl FromRequest for Visit {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read_head(request))
    }
}

impl Visit {
    fn read_head(request: &HttpRequest) -> Result<Self> {
        let state = State::of(request)?;
        let address = client_address(request, state.behind_proxy);
        let (left, may_go_on) = state.limits.count(Counted::Address(address), false);
        if let Some(left) = left {
            request.extensions_mut().insert(left);
        }
        may_go_on?;
        Ok(Self { state, address })
    }

    /// Reads, as somebody whom nobody knows; in a writing transaction when what is read must leave a trace.
    ///
    /// # Errors
    /// What `f` says, or the database.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Clone + Send + 'static,
    {
        let mut first = f.clone();
        match self.state.store.read(move |tx| first(tx, &Actor::anyone())).await {
            Err(Error::NeedsWriting) => self.write(f).await,
            result => result,
        }
    }

    /// Acts, as somebody whom nobody knows.
    ///
    /// # Errors
    /// As [`Visit::read`].
    pub async fn write<T, F>(&self, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    {
        self.state.store.write(move |tx| f(tx, &Actor::anyone())).await
    }
}
