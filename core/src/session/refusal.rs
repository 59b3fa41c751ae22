//! Why a token is refused, in words for the developer who made it. None repeats any of the token.

use core::fmt;

/// Why a token is none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Longer than anybody needs.
    TooLong {
        /// Bytes allowed.
        limit: usize,
    },
    /// Not three parts.
    Parts,
    /// Five parts: an encrypted token.
    Encrypted,
    /// A part is no base64url.
    Encoding {
        /// `header`, `claims` or `signature`.
        part: &'static str,
    },
    /// A part is no JSON object, or names a member twice.
    Json {
        /// `header` or `claims`.
        part: &'static str,
    },
    /// There is no signature.
    Unsigned,
    /// The header asks for something that changes what the signature means.
    Extension {
        /// `crit` or `b64`.
        member: &'static str,
    },
    /// The algorithm is none of those we have keys for.
    Algorithm,
    /// No key has the token's `kid`.
    UnknownKey,
    /// The signature has the wrong length for its algorithm.
    SignatureLength {
        /// The algorithm.
        algorithm: &'static str,
        /// What a signature of it is.
        expected: &'static str,
    },
    /// No key that may verify it does.
    Signature,
    /// A claim is missing or not as it should be.
    Claim {
        /// Its name.
        claim: &'static str,
        /// What it must be, beginning with a verb.
        expected: &'static str,
    },
    /// `exp` has passed.
    Expired,
    /// `nbf` has not come yet.
    NotYet,
    /// `iat` has not come yet.
    FromTheFuture,
    /// `exp` is too far away.
    TooLongLived,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLong { limit } => write!(f, "The token is longer than {limit} bytes."),
            Refusal::Parts => f.write_str(
                "The token is not a signed JSON Web Token: three parts with a dot between them.",
            ),
            Refusal::Encrypted => {
                f.write_str("The token is encrypted (five parts). Send a signed one (three parts).")
            }
            Refusal::Encoding { part } => {
                write!(f, "The token's {part} is not base64url without padding.")
            }
            Refusal::Json { part } => write!(
                f,
                "The token's {part} must be a JSON object that names each member once."
            ),
            Refusal::Unsigned => f.write_str("The token is not signed."),
            Refusal::Extension { member } => {
                write!(f, "The token's header holds {member}, which is not taken.")
            }
            Refusal::Algorithm => f.write_str(
                "This Worker has no key for the token's algorithm (alg): HS256 takes SESSION_SECRET, \
                 ES256 and RS256 take SESSION_PUBLIC_KEYS or SESSION_JWKS_URL, nothing else is taken.",
            ),
            Refusal::UnknownKey => f.write_str(
                "The token names a key (kid) that is not among this Worker's keys for its algorithm.",
            ),
            Refusal::SignatureLength {
                algorithm,
                expected,
            } => write!(f, "The token's {algorithm} signature must be {expected}."),
            Refusal::Signature => f.write_str(
                "The token's signature does not hold: another key made it, or it was changed.",
            ),
            Refusal::Claim { claim, expected } => write!(f, "The token's claim {claim} {expected}."),
            Refusal::Expired => f.write_str("The token has expired (exp)."),
            Refusal::NotYet => f.write_str("The token is not valid yet (nbf)."),
            Refusal::FromTheFuture => f.write_str("The token is from the future (iat)."),
            Refusal::TooLongLived => f.write_str("A token may live for 12 hours at most (exp)."),
        }
    }
}

impl core::error::Error for Refusal {}
