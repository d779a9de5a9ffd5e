//! Hostile access tokens: each is refused, and all with the same words.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::pkcs8::EncodePublicKey;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

use crate::support::TestApp;
use crate::support::trust::SignIn;

/// A forger who knows the public key, and, to try what a signature alone would not stop, the private one too.
struct Forger {
    key: SigningKey,
    header: Value,
    claims: Value,
    good: String,
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A header as the program writes it: `typ`, `alg`, `kid`, in this order.
fn ordered(header: &Value) -> String {
    let known = ["typ", "alg", "kid"];
    let members = header.as_object().unwrap();
    let first = known.iter().filter_map(|it| Some((*it, members.get(*it)?)));
    let rest = members.iter().filter(|it| !known.contains(&it.0.as_str())).map(|(name, it)| (name.as_str(), it));
    let members: Vec<_> = first.chain(rest).map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    URL_SAFE_NO_PAD.encode(format!("{{{}}}", members.join(",")))
}

impl Forger {
    fn new(t: &TestApp, of: &SignIn) -> Self {
        let key = SigningKey::from_bytes(t.store.keys().signing_seed());
        Self { key, header: part(&of.access, 0), claims: part(&of.access, 1), good: of.access.clone() }
    }

    fn sign(&self, signed: &str) -> String {
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()).to_bytes()))
    }

    fn with_header(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut header = self.header.clone();
        change(&mut header);
        self.sign(&format!("{}.{}", ordered(&header), text(&self.claims)))
    }

    fn with_claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims.clone();
        change(&mut claims);
        self.with_payload(&claims.to_string())
    }

    fn with_payload(&self, payload: &str) -> String {
        self.sign(&format!("{}.{}", ordered(&self.header), URL_SAFE_NO_PAD.encode(payload)))
    }

    fn header_of(&self, alg: Value) -> String {
        let mut header = self.header.clone();
        header["alg"] = alg;
        ordered(&header)
    }

    fn hs256(&self, key: &[u8]) -> String {
        let signed = format!("{}.{}", self.header_of(json!("HS256")), text(&self.claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn hs512(&self, key: &[u8]) -> String {
        let signed = format!("{}.{}", self.header_of(json!("HS512")), text(&self.claims));
        let mut mac = Hmac::<Sha512>::new_from_slice(key).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// Other algorithms.
    fn algorithms(&self) -> Vec<(&'static str, String)> {
        let public = self.key.verifying_key();
        let der = public.to_public_key_der().unwrap();
        let pem =
            format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der.as_bytes()));
        let unsigned = |alg: Value| format!("{}.{}.", self.header_of(alg), text(&self.claims));
        let signature = self.good.rsplit('.').next().unwrap();
        vec![
            ("alg none", unsigned(json!("none"))),
            ("alg None", unsigned(json!("None"))),
            ("alg NONE", unsigned(json!("NONE"))),
            ("alg none with the good signature", format!("{}{signature}", unsigned(json!("nOnE")))),
            ("alg none without the last dot", unsigned(json!("none")).trim_end_matches('.').to_owned()),
            ("alg null", unsigned(Value::Null)),
            ("alg empty", unsigned(json!(""))),
            ("alg a list", self.with_header(|it| it["alg"] = json!(["EdDSA"]))),
            ("alg missing", self.with_header(|it| drop(it.as_object_mut().unwrap().remove("alg")))),
            ("HS256 with the raw public key", self.hs256(public.as_bytes())),
            ("HS256 with the public key in PEM", self.hs256(pem.as_bytes())),
            ("HS256 with the public key in DER", self.hs256(der.as_bytes())),
            ("HS256 with the public key in base64", self.hs256(STANDARD.encode(public.as_bytes()).as_bytes())),
            (
                "HS256 with the public key in base64url",
                self.hs256(URL_SAFE_NO_PAD.encode(public.as_bytes()).as_bytes()),
            ),
            ("HS256 with an empty key", self.hs256(b"")),
            ("HS512 with the raw public key", self.hs512(public.as_bytes())),
            ("RS256 over a good signature", self.with_header(|it| it["alg"] = json!("RS256"))),
            ("ES256 over a good signature", self.with_header(|it| it["alg"] = json!("ES256"))),
            ("alg in small letters", self.with_header(|it| it["alg"] = json!("eddsa"))),
            ("alg by its newer name", self.with_header(|it| it["alg"] = json!("Ed25519"))),
        ]
    }

    /// Other keys, and headers that bring or name one.
    fn keys(&self) -> Vec<(&'static str, String)> {
        let other = Self { key: SigningKey::from_bytes(&[7; 32]), ..self.clone_parts() };
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(other.key.verifying_key().as_bytes()) });
        vec![
            ("another key", other.with_claims(|_| ())),
            ("another kid", self.with_header(|it| it["kid"] = json!("0000000000000000"))),
            ("no kid", self.with_header(|it| drop(it.as_object_mut().unwrap().remove("kid")))),
            ("kid a path", self.with_header(|it| it["kid"] = json!("../../../../dev/null"))),
            ("kid SQL", self.with_header(|it| it["kid"] = json!("x' UNION SELECT 'key"))),
            ("kid a list", self.with_header(|it| it["kid"] = json!([it["kid"]]))),
            ("kid null", self.with_header(|it| it["kid"] = Value::Null)),
            ("jku", other.with_header(|it| it["jku"] = json!("https://evil.example/keys"))),
            ("jku over a good signature", self.with_header(|it| it["jku"] = json!("https://evil.example/keys"))),
            ("jwk", other.with_header(|it| it["jwk"] = jwk.clone())),
            ("jwk over a good signature", self.with_header(|it| it["jwk"] = jwk)),
            ("x5u", self.with_header(|it| it["x5u"] = json!("https://evil.example/cert"))),
            ("x5c", self.with_header(|it| it["x5c"] = json!(["MII="]))),
            ("crit", self.with_header(|it| it["crit"] = json!(["exp"]))),
            (
                "crit b64",
                self.with_header(|it| {
                    it["crit"] = json!(["b64"]);
                    it["b64"] = json!(false);
                }),
            ),
            ("typ JWT", self.with_header(|it| it["typ"] = json!("JWT"))),
            ("typ missing", self.with_header(|it| drop(it.as_object_mut().unwrap().remove("typ")))),
            ("zip", self.with_header(|it| it["zip"] = json!("DEF"))),
        ]
    }

    /// Rightly signed, with claims that must not hold.
    fn claims(&self, other: &Claimed) -> Vec<(&'static str, String)> {
        let at = self.claims["iat"].as_i64().unwrap();
        let without = |name: &str| self.with_claims(|it| drop(it.as_object_mut().unwrap().remove(name)));
        let with = |name: &str, value: Value| self.with_claims(|it| it[name] = value);
        let twice = |name: &str, value: Value| {
            let payload = self.claims.to_string();
            self.with_payload(&format!("{},\"{name}\":{value}}}", payload.trim_end_matches('}')))
        };
        vec![
            (
                "exp now",
                self.with_claims(|it| {
                    it["exp"] = json!(at);
                    it["iat"] = json!(at - 300);
                }),
            ),
            ("exp a text", with("exp", json!((at + 300).to_string()))),
            ("exp a fraction", with("exp", json!(f64::from(u32::try_from(at).unwrap()) + 300.5))),
            ("exp a list", with("exp", json!([at + 300]))),
            ("exp negative", with("exp", json!(-1))),
            (
                "exp 2^63",
                self.with_payload(&self.claims.to_string().replace(&(at + 300).to_string(), "9223372036854775808")),
            ),
            ("exp 2^63 - 1", with("exp", json!(i64::MAX))),
            ("exp null", with("exp", Value::Null)),
            ("exp in a year", with("exp", json!(at + 31_536_000))),
            ("exp missing", without("exp")),
            ("nbf in an hour", with("nbf", json!(at + 3600))),
            ("nbf a text", with("nbf", json!("now"))),
            ("nbf missing", without("nbf")),
            (
                "iat in an hour",
                self.with_claims(|it| {
                    it["iat"] = json!(at + 3600);
                    it["exp"] = json!(at + 3900);
                }),
            ),
            ("iat the least number", with("iat", json!(i64::MIN))),
            ("iat missing", without("iat")),
            ("sub twice", twice("sub", json!(other.person))),
            ("exp twice", twice("exp", json!(at + 31_536_000))),
            ("another iss", with("iss", json!("evil"))),
            ("another aud", with("aud", json!("other"))),
            ("aud a list", with("aud", json!(["buurtnet", "other"]))),
            ("aud missing", without("aud")),
            ("the person of another session", with("sub", json!(other.person))),
            ("the session of another person", with("sid", json!(other.session))),
            ("a session that is not", with("sid", json!("0198a2b4-0000-7000-8000-000000000000"))),
            ("a session that is no id", with("sid", json!("1 OR 1=1"))),
            ("sub null", with("sub", Value::Null)),
            ("a role of one's own making", with("role", json!("administrator"))),
            ("claims as a list", self.with_payload("[\"buurtnet\"]")),
            ("claims empty", self.with_payload("{}")),
            ("claims no JSON", self.with_payload("buurtnet")),
        ]
    }

    /// Other forms.
    fn forms(&self, refresh: &str, once: &str) -> Vec<(&'static str, String)> {
        let (head, signature) = self.good.rsplit_once('.').unwrap();
        let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let changed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut raw = raw.clone();
            change(&mut raw);
            format!("{head}.{}", URL_SAFE_NO_PAD.encode(raw))
        };
        // The last of the 86 signs carries four bits that mean nothing.
        let last = self.good.chars().last().unwrap();
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let slack = alphabet.chars().nth(alphabet.find(last).unwrap() + 1).unwrap();
        let parts: Vec<_> = self.good.split('.').collect();
        vec![
            ("a refresh token", refresh.to_owned()),
            ("the token of a mail", once.to_owned()),
            ("the signature cut", self.good[..self.good.len() - 2].to_owned()),
            ("the signature empty", format!("{head}.")),
            ("the signature left out", head.to_owned()),
            ("the signature padded", format!("{}=", self.good)),
            ("the signature longer", changed(&|it| it.push(0))),
            ("the signature of zeros", changed(&|it| it.fill(0))),
            ("a bit of the signature", changed(&|it| it[0] ^= 1)),
            ("S plus the order of the group", changed(&|it| add_order(&mut it[32..]))),
            ("a bit that means nothing", format!("{}{slack}", &self.good[..self.good.len() - 1])),
            ("the signature twice", format!("{}.{signature}", self.good)),
            ("a space in it", self.good.replacen('.', " .", 1)),
            ("a tab in it", self.good.replacen('.', "\t.", 1)),
            ("two tokens", format!("{} {}", self.good, self.good)),
            ("two tokens with a comma", format!("{},{}", self.good, self.good)),
            ("as JSON", json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string()),
            ("in quotes", format!("\"{}\"", self.good)),
            ("upside down", self.good.chars().rev().collect()),
            ("dots", "..".to_owned()),
            ("nothing", String::new()),
            ("long", format!("{}{}", self.good, "A".repeat(60_000))),
        ]
    }

    fn clone_parts(&self) -> Self {
        Self {
            key: self.key.clone(),
            header: self.header.clone(),
            claims: self.claims.clone(),
            good: self.good.clone(),
        }
    }
}

/// Adds the order of the group of Ed25519, so that a lax verifier finds the same signature in other bytes.
fn add_order(s: &mut [u8]) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, add) in s.iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}

/// The ids of somebody else.
struct Claimed {
    person: Value,
    session: Value,
}

both! {
    with TestApp::start;

    fn every_hostile_token_is_refused_with_the_same_words(t) {
        let (ada, ben) = (t.newcomer("Ada"), t.newcomer("Ben"));
        let (mine, other) = (t.begins_session(&ada), t.begins_session(&ben));
        let theirs = part(&other.access, 1);
        let other = Claimed { person: theirs["sub"].clone(), session: theirs["sid"].clone() };
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let once = t.token_mailed_to(&ada.email);
        let forger = Forger::new(t, &mine);
        // The control: the same hand, without a fault.
        t.client().with_token(&forger.with_claims(|_| ())).get("/v1/me").ok(200);
        t.client().with_header("authorization", &format!("bearer {}", forger.good)).get("/v1/me").ok(200);

        let mut corpus = forger.algorithms();
        corpus.extend(forger.keys());
        corpus.extend(forger.claims(&other));
        corpus.extend(forger.forms(&mine.refresh, &once));
        assert!(corpus.len() >= 60, "{}", corpus.len());
        let words = |body: &Value| {
            let mut body = body.clone();
            body.as_object_mut().unwrap().remove("requestId");
            body.to_string()
        };
        let expected = words(&t.client().with_token("x").get("/v1/me").ok(401).body);
        for (name, token) in &corpus {
            let answer = t.client().with_token(token).get("/v1/me");
            assert_eq!(answer.status, 401, "{name}: {answer}");
            assert_eq!(words(&answer.body), expected, "{name}");
        }
        // Other schemes, and what is no text at all.
        for header in ["Basic QWRhOkFkYQ==", "Bearer", "Bearer ", forger.good.as_str(), "Token x"] {
            let answer = t.client().with_header("authorization", header).get("/v1/me");
            assert_eq!((answer.status, words(&answer.body)), (401, expected.clone()), "{header}");
        }
        let raw = [b"GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\xfd\r\n\r\n".as_slice()].concat();
        let answer = t.client().raw(&raw);
        assert_eq!(answer.status, Some(401), "{}", answer.text);
        let body: Value = serde_json::from_str(answer.text.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(words(&body), expected);
        println!("{} hostile tokens refused", corpus.len() + 6);
    }

    fn a_token_of_a_megabyte_is_refused_before_it_is_read(t) {
        let head = format!("GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", "A".repeat(1 << 20));
        let answer = t.client().raw(head.as_bytes());
        assert!(answer.status.is_none_or(|it| (400..500).contains(&it)), "{answer:?}");
        t.client().get("/v1/instance").ok(200);
    }

    fn a_token_lives_five_minutes(t) {
        let ada = t.newcomer("Ada");
        let session = t.begins_session(&ada);
        t.passes(chrono::TimeDelta::seconds(299));
        session.client.get("/v1/me").ok(200);
        t.passes(chrono::TimeDelta::seconds(1));
        session.client.get("/v1/me").is_problem("notSignedIn", 401);
    }
}
