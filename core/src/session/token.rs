//! A token taken apart, and which keys may verify it.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;
use serde_json::Value;

use super::claims::{self, Rules};
use super::key::{Key, PublicAlgorithm};
use super::refusal::Refusal;
use crate::api::{Claims, FromJson, Members, Mismatch, read_object};

/// Longest token that is looked at, bytes. The `record` claim makes it long.
const TOKEN_LIMIT: usize = 16 * 1024;

/// Most keys that are tried for one token. A token with a `kid` needs one.
const TRIED_KEYS: usize = 8;

/// A token that has been read but not verified.
#[derive(Clone, Debug)]
pub struct Token<'a> {
    header: Header,
    claims: Vec<u8>,
    signature: Vec<u8>,
    signed: &'a str,
}

/// What matters of a header (RFC 7515, 4.1). A member named twice does not read.
#[derive(Clone, Debug)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: bool,
    b64: bool,
}

impl FromJson for Header {
    fn from_json(value: Value) -> Result<Header, Mismatch> {
        let mut members = Members::of(value)?;
        // True for a member of any value, `null` too.
        let (crit, b64) = (members.has("crit"), members.has("b64"));
        let (alg, kid) = (members.get("alg"), members.get("kid"));
        members.end(None)?;
        Ok(Header {
            alg: alg.unwrap_or_default(),
            kid: kid.unwrap_or_default(),
            crit,
            b64,
        })
    }
}

/// How a token says it is signed. Which keys that may mean is ours to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256, under a secret.
    Hs256,
    /// With a public key.
    Public(PublicAlgorithm),
}

impl<'a> Token<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// It is no signed token that anybody could verify.
    pub fn parse(text: &'a str) -> Result<Token<'a>, Refusal> {
        if text.len() > TOKEN_LIMIT {
            let limit = TOKEN_LIMIT;
            return Err(Refusal::TooLong { limit });
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Refusal::Parts)?;
        let (header, claims) = signed.split_once('.').ok_or(Refusal::Parts)?;
        match claims.matches('.').count() {
            0 => {}
            2 => return Err(Refusal::Encrypted),
            _ => return Err(Refusal::Parts),
        }
        let header: Header = read_object(&decode("header", header)?)
            .map_err(|_| Refusal::Json { part: "header" })?;
        // Neither is understood here, and then RFC 7515 4.1.11 wants the token refused.
        for (is_there, member) in [(header.crit, "crit"), (header.b64, "b64")] {
            if is_there {
                return Err(Refusal::Extension { member });
            }
        }
        let token = Token {
            header,
            claims: decode("claims", claims)?,
            signature: decode("signature", signature)?,
            signed,
        };
        match token.signature.is_empty() {
            true => Err(Refusal::Unsigned),
            false => Ok(token),
        }
    }

    /// How it says it is signed. A secret verifies nothing but HS256, a public key nothing but the
    /// algorithm of its kind, so this can only be true or fail.
    ///
    /// # Errors
    /// In a way nobody here verifies, or its signature cannot be one of that kind.
    pub fn algorithm(&self) -> Result<Algorithm, Refusal> {
        let (algorithm, name, length, expected) = match self.header.alg.as_str() {
            "HS256" => (Algorithm::Hs256, "HS256", Some(32), "32 bytes"),
            "ES256" => (
                Algorithm::Public(PublicAlgorithm::Es256),
                "ES256",
                Some(64),
                "the 64 bytes of r and s (RFC 7518, 3.4), not DER",
            ),
            // As long as its key, which the verifier checks.
            "RS256" => (Algorithm::Public(PublicAlgorithm::Rs256), "RS256", None, ""),
            _ => return Err(Refusal::Algorithm),
        };
        match length {
            Some(length) if length != self.signature.len() => Err(Refusal::SignatureLength {
                algorithm: name,
                expected,
            }),
            _ => Ok(algorithm),
        }
    }

    /// Which of our public keys may verify the token, each with its own algorithm.
    ///
    /// A key without a `kid` of its own may be the one of any token; one with a `kid` is that of
    /// tokens that name it, and of tokens that name none.
    ///
    /// # Errors
    /// None may.
    pub fn choose<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k Key>,
    ) -> Result<Vec<&'k Key>, Refusal> {
        let algorithm = self.algorithm()?;
        let mut ours = keys
            .into_iter()
            .filter(|key| Algorithm::Public(key.algorithm()) == algorithm)
            .peekable();
        if ours.peek().is_none() {
            return Err(Refusal::Algorithm);
        }
        let named: Vec<&Key> = ours
            .filter(|key| match (key.id(), self.header.kid.as_deref()) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => true,
            })
            .take(TRIED_KEYS)
            .collect();
        match named.is_empty() {
            true => Err(Refusal::UnknownKey),
            false => Ok(named),
        }
    }

    /// What the signature is over.
    pub fn signed(&self) -> &[u8] {
        self.signed.as_bytes()
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Whose token it is. Only for whoever has verified the signature.
    ///
    /// # Errors
    /// A claim is missing, wrong, or not of this time.
    pub fn claims(&self, rules: Rules<'_>, now_ms: i64) -> Result<Claims, Refusal> {
        claims::read(&self.claims, rules, now_ms)
    }
}

fn decode(part: &'static str, text: &str) -> Result<Vec<u8>, Refusal> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Refusal::Encoding { part })
}

/// Makes a token for HS256. `extra` are the claims beside ours: times, `iss`, `aud`; `hmac` is
/// HMAC-SHA-256 under the secret. `None` where that cannot be had.
pub fn signed(
    claims: &Claims,
    extra: serde_json::Map<String, serde_json::Value>,
    hmac: impl FnOnce(&[u8]) -> Option<[u8; 32]>,
) -> Option<String> {
    #[derive(Serialize)]
    struct All<'c> {
        #[serde(flatten)]
        claims: &'c Claims,
        #[serde(flatten)]
        extra: serde_json::Map<String, serde_json::Value>,
    }
    let text = Base64UrlUnpadded::encode_string;
    let claims = serde_json::to_vec(&All { claims, extra }).ok()?;
    let header = text(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = [header.as_str(), ".", &text(&claims)].concat();
    let signature = text(&hmac(signed.as_bytes())?);
    Some([signed.as_str(), ".", &signature].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::read_keys;

    /// P-256 keys of RFC 7517 A.1 and RFC 7515 A.3, and the RSA key of RFC 7517 A.1.
    const KEYS: &str = r#"{"keys":[
        {"kty":"EC","crv":"P-256","kid":"1","use":"sig",
         "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
         "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"},
        {"kty":"EC","crv":"P-256","kid":"3",
         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
        {"kty":"RSA","kid":"2","alg":"RS256","e":"AQAB",
         "n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}]}"#;

    fn token(header: &str, signature: usize) -> String {
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let parts = [header.as_bytes(), b"{}", &vec![7; signature]];
        parts.map(encode).join(".")
    }

    #[track_caller]
    fn ids(header: &str, signature: usize) -> Result<Vec<String>, Refusal> {
        let keys = read_keys(KEYS).unwrap();
        let token = token(header, signature);
        let chosen = Token::parse(&token)?.choose(&keys)?;
        let id = |key: &&Key| key.id().unwrap_or("-").to_owned();
        Ok(chosen.iter().map(id).collect())
    }

    #[track_caller]
    fn algorithm(header: &str, signature: usize) -> Result<Algorithm, Refusal> {
        Token::parse(&token(header, signature))?.algorithm()
    }

    #[test]
    fn a_token_is_verified_with_our_keys_of_its_algorithm_and_name() {
        assert_eq!(algorithm(r#"{"alg":"HS256"}"#, 32), Ok(Algorithm::Hs256));
        assert_eq!(ids(r#"{"alg":"ES256","kid":"3"}"#, 64).unwrap(), ["3"]);
        assert_eq!(ids(r#"{"alg":"ES256"}"#, 64).unwrap(), ["1", "3"]);
        assert_eq!(ids(r#"{"alg":"RS256","kid":"2"}"#, 256).unwrap(), ["2"]);
    }

    #[test]
    fn the_token_chooses_neither_algorithm_nor_key() {
        for alg in [
            "none", "None", "nOnE", "NONE", "", "hs256", "HS384", "HS512", "ES384", "PS256",
            "RS512", "EdDSA",
        ] {
            let header = [r#"{"alg":""#, alg, r#""}"#].concat();
            assert_eq!(algorithm(&header, 32), Err(Refusal::Algorithm), "{alg}");
        }
        let hmac = ids(r#"{"alg":"HS256"}"#, 32);
        assert_eq!(hmac, Err(Refusal::Algorithm), "no public key does HMAC");
        let keys = read_keys(KEYS).unwrap();
        let rsa: Vec<&Key> = keys.iter().filter(|key| key.id() == Some("2")).collect();
        let text = token(r#"{"alg":"ES256"}"#, 64);
        assert_eq!(
            Token::parse(&text).unwrap().choose(rsa),
            Err(Refusal::Algorithm)
        );
        for header in [
            r#"{"alg":"ES256","kid":"2"}"#,
            r#"{"alg":"RS256","kid":"1"}"#,
            r#"{"alg":"ES256","kid":"4"}"#,
        ] {
            assert_eq!(ids(header, 64), Err(Refusal::UnknownKey), "{header}");
        }
    }

    #[test]
    fn signatures_have_the_length_of_their_algorithm() {
        for (header, length) in [
            (r#"{"alg":"HS256"}"#, 31),
            (r#"{"alg":"HS256"}"#, 64),
            (r#"{"alg":"ES256"}"#, 70),
        ] {
            let refusal = algorithm(header, length).unwrap_err();
            assert!(
                matches!(refusal, Refusal::SignatureLength { .. }),
                "{header}"
            );
        }
        assert_eq!(algorithm(r#"{"alg":"HS256"}"#, 0), Err(Refusal::Unsigned));
    }

    #[test]
    fn what_is_no_token_is_said_plainly() {
        for (text, refusal) in [
            ("", Refusal::Parts),
            ("x", Refusal::Parts),
            ("x.y", Refusal::Parts),
            ("x.y.z.w", Refusal::Parts),
            ("a.b.c.d.e", Refusal::Encrypted),
            ("a=.e30.AA", Refusal::Encoding { part: "header" }),
            ("e30.e30.AA", Refusal::Json { part: "header" }),
            ("W10.e30.AA", Refusal::Json { part: "header" }),
        ] {
            assert_eq!(Token::parse(text).unwrap_err(), refusal, "{text}");
        }
        let long = "x".repeat(TOKEN_LIMIT + 1);
        assert_eq!(
            Token::parse(&long).unwrap_err(),
            Refusal::TooLong { limit: 16_384 }
        );
        for (header, member) in [
            (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, "crit"),
            (r#"{"alg":"HS256","crit":null}"#, "crit"),
            (r#"{"alg":"HS256","b64":false}"#, "b64"),
        ] {
            assert_eq!(ids(header, 32), Err(Refusal::Extension { member }));
        }
        for header in [
            r#"{"alg":"HS256","alg":"none"}"#,
            r#"{"alg":"HS256","crit":[],"crit":[]}"#,
            r#"{"alg":["HS256"]}"#,
            r#"{"alg":"HS256","kid":7}"#,
        ] {
            let json = Refusal::Json { part: "header" };
            assert_eq!(ids(header, 32), Err(json), "{header}");
        }
    }
}
