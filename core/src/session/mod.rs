//! Who is asking: session tokens, JSON Web Tokens (RFC 7519) in the compact form of RFC 7515.
//!
//! Read it as one token arriving: [`Token::parse`] takes it apart, [`Token::choose`] says which of
//! *our* keys may verify it, the caller verifies the signature, [`Token::claims`] says who it is.
//! What the token says about itself (`alg`, `kid`) only narrows down our own keys; keys and
//! addresses inside a token (`jwk`, `jku`, `x5c`, …) are never read.
//!
//! In scope: everything that can be decided about a token without a clock, a key operation or the
//! network, and what the cache of a fetched key set does next ([`KeySetCache`]). Out of scope: HMAC,
//! ECDSA, RSA and the fetch, which `edge` does with the platform's own cryptography.

mod cache;
mod claims;
mod key;
mod pem;
mod refusal;
mod token;

pub use cache::{Freshness, KeySetCache, Step};
pub use claims::{LONGEST_LIFE_SECONDS, Rules};
pub use key::{Key, KeyError, PublicAlgorithm, read_key_set, read_keys};
pub use pem::read_private_key;
pub use refusal::Refusal;
pub use token::{Algorithm, Token, signed};
