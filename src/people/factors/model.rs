//! The secret of an authenticator app and its codes (TOTP, RFC 6238), and what a session still lacks.

use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::clock::Instant;
use crate::platform::seal::random;

crate::db::types::words! {
    /// What the session of somebody with a role lacks for the role to count.
    MissingFactor {
        /// No authenticator app belongs to the account yet.
        EnrolTotp = "enrolTotp",
        /// The session began without a code: `POST /v1/sessions/current/stepUp` with one.
        GiveTotp = "giveTotp",
    }
}

/// How long a code lasts, in seconds.
const STEP_SECONDS: i64 = 30;
/// How many bytes a secret has: as many as the hash, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// The name that stands above the code in the app.
const ISSUER: &str = "Buurtnet";

/// The secret that an authenticator app shares with us.
pub struct TotpSecret(Zeroizing<String>);

impl TotpSecret {
    /// A new one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Zeroizing::new(Secret::from(random::<SECRET_BYTES>()).to_base32()))
    }

    /// One that was kept.
    #[must_use]
    pub fn kept(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// In base 32, to be typed into an app.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// As an `otpauth:` address, to be shown as a QR code. `None` when the secret is none.
    #[must_use]
    pub fn uri(&self, account: &str) -> Option<String> {
        self.maker(account)?.to_url().ok()
    }

    /// The step of time that a code belongs to: this one, the one before or the one after, if it is later than `last`.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Instant, last: Option<i64>) -> Option<i64> {
        let maker = self.maker("buurtnet")?;
        let here = now.seconds() / STEP_SECONDS;
        let fits = |step: &i64| {
            let at = u64::try_from(step * STEP_SECONDS).ok();
            at.is_some_and(|at| maker.check(code, at).is_some())
        };
        (here - 1..=here + 1).filter(|step| last.is_none_or(|last| *step > last)).find(fits)
    }

    fn maker(&self, account: &str) -> Option<Totp> {
        let secret = Secret::try_from_base32(self.text()).ok()?;
        let maker = Builder::new().with_secret(secret).with_skew(0).with_account_name(account);
        maker.with_issuer(Some(ISSUER)).build().ok()
    }
}

/// The code that an app shows at a moment: for tests, which have no app.
#[must_use]
pub fn code_at(secret: &str, now: Instant) -> Option<String> {
    let maker = TotpSecret::kept(secret.to_owned()).maker("buurtnet")?;
    Some(maker.generate(u64::try_from(now.seconds()).ok()?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000).unwrap()
    }

    /// RFC 6238, appendix B, the last six digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = TotpSecret::kept("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned());
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(secret.step_of(code, at(seconds), None), Some(seconds / 30), "{seconds}");
            assert_eq!(code_at(secret.text(), at(seconds)).as_deref(), Some(code));
        }
    }

    #[test]
    fn a_code_lasts_one_step_more_and_works_once() {
        let secret = TotpSecret::fresh();
        let code = code_at(secret.text(), at(3_000)).unwrap();
        assert_eq!(secret.step_of(&code, at(3_000), None), Some(100));
        assert_eq!(secret.step_of(&code, at(2_970), None), Some(100));
        assert_eq!(secret.step_of(&code, at(3_059), None), Some(100));
        assert_eq!(secret.step_of(&code, at(3_060), None), None);
        assert_eq!(secret.step_of(&code, at(3_000), Some(100)), None);
        assert!(secret.uri("an@demo.example").unwrap().starts_with("otpauth://totp/"));
    }
}
