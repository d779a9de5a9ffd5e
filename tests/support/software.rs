//! Software of an organisation that signs in by itself, with a library of its own.

#![expect(clippy::expect_used, reason = "what a test cannot do without may end it")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use buurtnet::ids::OrganisationId;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::delivery::PUBLIC_URL;

/// A pair of keys.
#[derive(Clone)]
pub struct Signer {
    alg: Algorithm,
    private: EncodingKey,
    jwk: Value,
}

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

impl Signer {
    pub fn rsa(kid: &str) -> Self {
        let jwk = json!({ "kty": "RSA", "kid": kid, "alg": "RS384", "use": "sig", "n": MODULUS, "e": "AQAB" });
        Self { alg: Algorithm::RS384, private: EncodingKey::from_rsa_der(&bytes(RSA)), jwk }
    }

    pub fn ec(kid: &str) -> Self {
        Self::on_curve(kid, EC_ONE, POINT_ONE)
    }

    pub fn other_ec(kid: &str) -> Self {
        Self::on_curve(kid, EC_OTHER, POINT_OTHER)
    }

    fn on_curve(kid: &str, private: &str, point: &str) -> Self {
        let (x, y) = point.split_at(point.len() / 2);
        let jwk = json!({ "kty": "EC", "kid": kid, "alg": "ES384", "use": "sig", "crv": "P-384", "x": x, "y": y });
        Self { alg: Algorithm::ES384, private: EncodingKey::from_ec_der(&bytes(private)), jwk }
    }

    /// The public half.
    pub fn jwk(&self) -> Value {
        self.jwk.clone()
    }

    pub fn head(&self) -> Value {
        json!({ "alg": self.jwk["alg"], "kid": self.jwk["kid"], "typ": "JWT" })
    }

    /// The signature of a text.
    pub fn signature(&self, of: &str) -> String {
        jsonwebtoken::crypto::sign(of.as_bytes(), &self.private, self.alg).expect("a signature")
    }

    pub fn sign(&self, head: &Value, claims: &Value) -> String {
        let text = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let signed = format!("{}.{}", text(head), text(claims));
        format!("{signed}.{}", self.signature(&signed))
    }
}

/// Software that is registered.
#[derive(Clone)]
pub struct Software {
    pub id: String,
    pub signer: Signer,
    /// Whoever knows nothing of the server but where it is.
    anyone: Client,
}

impl Software {
    /// Software of an organisation, registered by somebody who may.
    pub fn of(
        t: &TestApp,
        who: &Client,
        organisation: OrganisationId,
        signer: Signer,
        scopes: Option<&[&str]>,
    ) -> Self {
        let keys = json!({ "keys": [signer.jwk()] });
        let mut said = json!({ "organisationId": organisation, "name": "Dossier", "keys": keys });
        if let Some(scopes) = scopes {
            said["scopes"] = json!(scopes);
        }
        let id = who.post("/v1/backendServices", said).ok(201).id();
        Self { id, signer, anyone: t.client().off_contract() }
    }

    /// The same with another key.
    pub fn signing_with(&self, signer: Signer) -> Self {
        Self { signer, ..self.clone() }
    }

    /// What it says to get a token; each time as something new.
    pub fn claims(&self, t: &TestApp) -> Value {
        let at = t.now().seconds();
        let jti = URL_SAFE_NO_PAD.encode(buurtnet::platform::seal::random::<16>());
        json!({ "iss": self.id, "sub": self.id, "aud": format!("{PUBLIC_URL}/fhir/token"), "exp": at + 240, "jti": jti })
    }

    pub fn assertion(&self, t: &TestApp) -> String {
        self.signer.sign(&self.signer.head(), &self.claims(t))
    }

    /// Asks for a token with an assertion.
    pub fn asks(&self, assertion: &str, scope: &str) -> Answer {
        ask_for_token(&self.anyone, assertion, scope)
    }

    /// Signs in: it calls with a token from then on.
    pub fn comes_in(&self, t: &TestApp, scope: &str) -> Client {
        let token = self.asks(&self.assertion(t), scope).ok(200);
        self.anyone.with_token(token.field("access_token").as_str().expect("a token"))
    }
}

/// Asks for a token with an assertion.
pub fn ask_for_token(who: &Client, assertion: &str, scope: &str) -> Answer {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let form = format!(
        "grant_type=client_credentials&client_assertion_type={kind}&client_assertion={assertion}&scope={}",
        scope.replace(' ', "+")
    );
    who.send_bytes("POST", "/fhir/token", "application/x-www-form-urlencoded", form.as_bytes())
}

/// RSA of 2048 bits, made for these tests: the private half in PKCS #1, and the modulus.
const RSA: &str = "MIIEowIBAAKCAQEAqPdMQDxoWEsqddQ7snr72UxRMIUpbcDNJoAfUF04cYbPBZVhlsVifLvP99_HMQAz9AKdtu3I7jElwiBIc8OPnlTF\
    LluN7Urxg-iLS1Sb8K81vOv8r7Xl_UVaJAqp2a2Rm5IDGs9gWJEg3FaBfd1EqLRlZDewWNoxFduaqcFF4bjXd6GA0edxi2zc9A5Sf7cj\
    uIHFvsAvy2WD3fJ5EoXkAO7_Nne1KPOuLompMxt56e2GD6w87TShycAc0yEdSd61pAebT0tJ_xA6jD2fr-\
    MOxHqGRawcX0SHO9VoQE8igM88cmPPutV7fUbnWBu8D18yqPCUV-ZUAmU3Qdtn6MqiFwIDAQABAoIBAAgl-OrmHuAXK-\
    KHzCM01B1sFURCP7e3wwz2w8vT2wt6hVRPGmgzd6btRb-97nS5_kdnsuRl_jkibKA6f1P529y2WNX9-0-0vAXw-\
    nq1B1opkO1d8g8lNgSrSggP7ZX-TVXTykuKMarDwPJvR4pi19NM89DL8LiwOQrFTuWd2PlkJQKNJVmUulyhHVmfqxCX97MGx4mDFuqn2\
    vnQFahKZt0KjbCjG1HJpBbiHGaNbPtO78ylfXPNH5pdmFV8hExxLCenA8WErJomq3FtXUKR0BFsNqeiKLJel4dB0URXf4BegD1W_bVqm\
    USA9SMnfgVzZb6G9u_UyM5TOwbbcMmjAC0CgYEA3XDm86YQxkCDymlDtdPjsqThxwovmaa0vi49mk7xKEQuS5kCx8BNjJG7DLtoGS1ZZ\
    h0Q3OJs_bP6XLQMeiV_Q1uKn-avVrUwRKMDgW-\
    g0atMlfem_peLTPRkQzo6OJOCk5WaHBSBS3RHEytY2hsjK9ebxirNgtTVJ5OTPIufZE0CgYEAw1XkuEkIXf1lPzG7C3UwXYQDlD94IVy\
    4aoHlbpbdQZgbZxhj9h_0bXeH6nUKsWS9q0K7mufIInx21yjFrgo2VMXcuuO7u6fkxb-\
    wkLWKZfv0yXpNLe_1A4kQeCg9_k8lpj4r6P7glgFytzVWNQYkW9-mvVhAfvRK-vpspekSofMCgYAXwAU1Oqlv6fl4myOk-\
    83fGioRA_mo_CVEhIcc5rycuftRJl8S94AZxIOQUQVQNfnxpsppNmvEJiqDCNiRvTXSDp5mmgJSRWqg4e79UfCorDuxlfc2NSC-\
    pzOdtkAKU1_c3l3CBzz6z8TTvIFyGxkBmcVeUrbqAlO-Q-\
    i1xK_avQKBgEp9Vttv_mDZYOLYdBvKdMc0sKi4C3ethCYZowSpQ3bgKpMGGhih1vRnwM0IFSvQ3wOQTzqjaQ69qBQk2D2mZ1GsoqAieF\
    T3kaZXk12b3UtG6fJrUUNTXnwaqM0pi3qPdCwRSW1wxPRvWO_ExzsxPGxMvak3HmFLh8xt80DRwOlBAoGBAJNvH4FAudvf0GmicHh0rt\
    W52uvv1vEfJjawErLpjqs3owbFum20QZ7wgLxeocZGvSB3NGr_CqTG2_-e2HQJMfnAJ4uJ30-\
    _7pzlXkvQRiDPlir2TxLqdmVcltMWb8pZ3kPLUVDLLaWJmo_SY9W7I6zP5g1PX1jfX5lIQkBa74vM";
const MODULUS: &str = "qPdMQDxoWEsqddQ7snr72UxRMIUpbcDNJoAfUF04cYbPBZVhlsVifLvP99_HMQAz9AKdtu3I7jElwiBIc8OPnlTFLluN7Urxg-iLS1Sb\
    8K81vOv8r7Xl_UVaJAqp2a2Rm5IDGs9gWJEg3FaBfd1EqLRlZDewWNoxFduaqcFF4bjXd6GA0edxi2zc9A5Sf7cjuIHFvsAvy2WD3fJ5\
    EoXkAO7_Nne1KPOuLompMxt56e2GD6w87TShycAc0yEdSd61pAebT0tJ_xA6jD2fr-\
    MOxHqGRawcX0SHO9VoQE8igM88cmPPutV7fUbnWBu8D18yqPCUV-ZUAmU3Qdtn6MqiFw";
/// A point on P-384, made for these tests: the private half in PKCS #8, and the point.
const EC_ONE: &str = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDXbCqGfNBCpQaqLysV136YF97kvk3C05R7pGS9DPVwZpGOWPbPyjD45FYf\
    6i7hrjehZANiAAR_s5TvnAbriql8Q9L20LPZgnCon_9JPU5PPwFhe-\
    SJHhFL0oDjZa6_KVGqYbUAYPUeP9PbRAxwl7ODOvgFlBwLdMeslsX2mAZHyLJOhxXvK_TzpDUrj7KOpK7pN6NoqsM";
const POINT_ONE: &str = "f7OU75wG64qpfEPS9tCz2YJwqJ__ST1OTz8BYXvkiR4RS9KA42WuvylRqmG1AGD1Hj_T20QMcJezgzr4BZQcC3THrJbF9pgGR8iyTocV\
    7yv086Q1K4-yjqSu6TejaKrD";
/// A point on P-384, made for these tests: the private half in PKCS #8, and the point.
const EC_OTHER: &str = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAmE5So3iQ-TXATcKdBS_OhJgXTg4XWQhOAElogfBoE67ctgOetUX3Jd1c4\
    4yJBCdahZANiAASQJYMCbxBS1xoZ_TcRsJ8FQy2fvQ6JFGstLBCuaO33IPncWCH4I1EDmYccsz7o5jtm4X8OIh-\
    5Akm5jjPnCazBZN13wCGUyQ97Z0xD9dohfKcTZ79cvIX1IjqFdO6ouOE";
const POINT_OTHER: &str = "kCWDAm8QUtcaGf03EbCfBUMtn70OiRRrLSwQrmjt9yD53Fgh-\
    CNRA5mHHLM-6OY7ZuF_DiIfuQJJuY4z5wmswWTdd8AhlMkPe2dMQ_XaIXynE2e_XLyF9SI6hXTuqLjh";
