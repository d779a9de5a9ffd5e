//! A form with a file.

use std::future::Future;
use std::pin::Pin;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
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

/// What somebody typed, and the file that came along.
pub struct Upload {
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
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let state = State::of(request);
        let is_foreign = comes_from_elsewhere(request);
        let parts = Multipart::from_request(request, payload).into_inner();
        Box::pin(async move {
            if is_foreign {
                return Err(Refusal::new(Code::Forbidden).because("a form of another site").into());
            }
            let parts = parts.map_err(|_| Error::from(Code::UnsupportedMediaType))?;
            let (fields, file) =
                timeout(PATIENCE, read(parts)).await.map_err(|_| Error::from(Code::RequestTimeout))??;
            Ok(Self { form: Form::read(fields, state?.store.keys()), file })
        })
    }
}

type Parts = (Vec<(String, String)>, Result<Vec<u8>>);

async fn read(mut parts: Multipart) -> Result<Parts> {
    let broken = || Error::invalid("", "the form broke off");
    let (mut fields, mut file, mut all) = (Vec::new(), Vec::new(), 0);
    let mut is_too_large = false;
    while let Some(mut part) = parts.try_next().await.map_err(|_| broken())? {
        let about = part.content_disposition();
        let name = about.and_then(|it| it.get_name()).unwrap_or_default().to_owned();
        let is_file = about.is_some_and(|it| it.get_filename().is_some());
        let mut bytes = Vec::new();
        let most = if is_file { LARGEST } else { MOST_BYTES };
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            all += chunk.len();
            if all > MOST_READ {
                return Err(Code::PayloadTooLarge.into());
            }
            if bytes.len() + chunk.len() <= most && !is_too_large {
                bytes.extend_from_slice(&chunk);
            } else {
                is_too_large = true;
                bytes = Vec::new();
            }
        }
        if is_file {
            file = bytes;
        } else {
            fields.push((name, String::from_utf8(bytes).map_err(|_| broken())?));
        }
    }
    Ok((fields, if is_too_large { Err(Code::PayloadTooLarge.into()) } else { Ok(file) }))
}
