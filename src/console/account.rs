//! The pages about oneself: the authenticator app, shortcuts, the language.

use askama::Template;
use qrcode::QrCode;
use qrcode::render::svg;

use super::frame::Frame;
use crate::instance::setup;
use crate::people;
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;

/// The page about oneself.
#[derive(Template)]
#[template(path = "console/account.html")]
pub(super) struct AccountPage {
    pub(super) frame: Frame,
    has_authenticator: bool,
    is_staff: bool,
}

/// The page to set up an authenticator app.
#[derive(Template)]
#[template(path = "console/authenticator.html")]
pub(super) struct AuthenticatorPage {
    pub(super) frame: Frame,
    has_authenticator: bool,
    /// Whether there is no neighbourhood yet, so that this is a step of the first run.
    is_first_run: bool,
}

/// The page that shows an authenticator app what it must know.
#[derive(Template)]
#[template(path = "console/enrolment.html")]
pub(super) struct EnrolmentPage {
    pub(super) frame: Frame,
    pub(super) secret: String,
    pub(super) picture: String,
}

/// The page with recovery codes, shown once.
#[derive(Template)]
#[template(path = "console/recovery_codes.html")]
pub(super) struct RecoveryCodesPage {
    pub(super) frame: Frame,
    pub(super) codes: Vec<String>,
}

/// The page about oneself.
///
/// # Errors
/// When the database fails.
pub(super) fn account(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<AccountPage> {
    let has_authenticator = people::actions::has_totp(tx, actor.signed_in()?)?;
    Ok(AccountPage { is_staff: frame.places.len() > 1, frame, has_authenticator })
}

/// The page to begin.
///
/// # Errors
/// When the database fails.
pub(super) fn authenticator(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<AuthenticatorPage> {
    Ok(AuthenticatorPage {
        has_authenticator: people::actions::has_totp(tx, actor.signed_in()?)?,
        is_first_run: setup::has_no_neighbourhood(tx)?,
        frame,
    })
}

/// An address as a picture that a phone reads.
///
/// # Errors
/// When the address is too long for one, which none of ours is.
pub(super) fn picture(address: &str) -> Result<String> {
    let code = QrCode::new(address).map_err(|error| Error::Inconsistent(format!("a QR code: {error}")))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // The declaration in front is for a file of its own.
    Ok(drawn.split_once("?>").map_or(drawn.as_str(), |(_, svg)| svg).to_owned())
}
