//! A form with a file.

use std::future::{Ready, ready};

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::{StreamExt, TryStreamExt};
use tokio::time::{Duration, timeout};

use super::call::State;
use super::form::{Form, MOST_BYTES, comes_from_elsewhere};
use crate::codes::Code;
use crate::platform::{Error, Refusal, Result};

/// The largest file that is kept, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// The most that is read at all: a browser that still sends does not hear why its file was refused.
const MOST_READ: usize = 96 * 1024 * 1024;
/// How long a file may take to arrive.
const PATIENCE: Duration = Duration::from_mins(5);

/// The most fields that a form with a file has.
const MOST_FIELDS: usize = 64;

/// A form with a file that has not been read yet: first it is asked who sends it.
pub struct Upload {
    parts: Multipart,
    state: web::Data<State>,
}

/// What somebody typed, and the file that came along.
pub struct Uploaded {
    /// The fields.
    pub form: Form,
    /// The file; empty when none was chosen.
    ///
    /// # Errors
    /// [`Code::PayloadTooLarge`] when it is larger than 16 MiB.
    pub file: Result<Vec<u8>>,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Self::read_head(request, payload))
    }
}

impl Upload {
    fn read_head(request: &HttpRequest, payload: &mut Payload) -> Result<Self> {
        if comes_from_elsewhere(request) {
            return Err(Refusal::new(Code::Forbidden).because("a form of another site").into());
        }
        let parts = Multipart::from_request(request, payload).into_inner();
        let parts = parts.map_err(|_| Error::from(Code::UnsupportedMediaType))?;
        Ok(Self { parts, state: State::of(request)? })
    }

    /// Reads it. It is small enough to be kept, and who sends it slowly or without end is not waited for.
    ///
    /// # Errors
    /// [`Code::RequestTimeout`], [`Code::PayloadTooLarge`], or that it is no form.
    pub async fn read(self) -> Result<Uploaded> {
        let read = timeout(PATIENCE, read(self.parts)).await;
        let (fields, file) = read.map_err(|_| Error::from(Code::RequestTimeout))??;
        Ok(Uploaded { form: Form::read(fields, self.state.store.keys()), file })
    }
}

type Parts = (Vec<(String, String)>, Result<Vec<u8>>);

async fn read(mut parts: Multipart) -> Result<Parts> {
    let broken = || Error::invalid("", "the form broke off");
    let (mut fields, mut file, mut all, mut typed) = (Vec::new(), Vec::new(), 0, 0);
    let (mut is_too_large, mut count) = (false, 0);
    while let Some(mut part) = parts.try_next().await.map_err(|_| broken())? {
        let about = part.content_disposition();
        let name = about.and_then(|it| it.get_name()).unwrap_or_default().to_owned();
        let is_file = about.is_some_and(|it| it.get_filename().is_some());
        count += 1;
        typed += name.len();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            all += chunk.len();
            typed += if is_file { 0 } else { chunk.len() };
            if all > MOST_READ || typed > MOST_BYTES {
                return Err(Code::PayloadTooLarge.into());
            }
            is_too_large |= bytes.len() + chunk.len() > LARGEST;
            if is_too_large {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(&chunk);
            }
        }
        if count > MOST_FIELDS || typed > MOST_BYTES {
            return Err(Code::PayloadTooLarge.into());
        }
        if is_file {
            file = bytes;
        } else {
            fields.push((name, String::from_utf8(bytes).map_err(|_| broken())?));
        }
    }
    Ok((fields, if is_too_large { Err(Code::PayloadTooLarge.into()) } else { Ok(file) }))
}
