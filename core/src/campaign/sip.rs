//! SipHash-2-4 with 128 bits (J.-P. Aumasson, D. J. Bernstein, 2012, and the authors' reference code).

/// The four words of its state. Passed by value, so that they stay in registers: a campaign is hashed member by member.
#[derive(Clone, Copy)]
struct State(u64, u64, u64, u64);

impl State {
    #[inline(always)]
    const fn rounds(self, n: u32) -> State {
        let State(mut a, mut b, mut c, mut d) = self;
        let mut left = n;
        while left > 0 {
            a = a.wrapping_add(b);
            b = b.rotate_left(13) ^ a;
            a = a.rotate_left(32);
            c = c.wrapping_add(d);
            d = d.rotate_left(16) ^ c;
            a = a.wrapping_add(d);
            d = d.rotate_left(21) ^ a;
            c = c.wrapping_add(b);
            b = b.rotate_left(17) ^ c;
            c = c.rotate_left(32);
            left = left.saturating_sub(1);
        }
        State(a, b, c, d)
    }

    #[inline(always)]
    const fn take(self, word: u64) -> State {
        let State(a, b, c, d) = State(self.0, self.1, self.2, self.3 ^ word).rounds(2);
        State(a ^ word, b, c, d)
    }

    const fn word(self) -> u64 {
        self.0 ^ self.1 ^ self.2 ^ self.3
    }
}

/// The hash of a message under a key.
pub(super) fn hash(key: u128, message: &[u8]) -> u128 {
    let (low, high) = (key as u64, (key >> 64) as u64);
    let mut state = State(
        low ^ 0x736f_6d65_7073_6575,
        high ^ 0x646f_7261_6e64_6f6d ^ 0xee,
        low ^ 0x6c79_6765_6e65_7261,
        high ^ 0x7465_6462_7974_6573,
    );
    let (words, rest) = message.as_chunks::<8>();
    // The upper byte of the last word is the length, of which the lower eight bits count.
    let length = (message.len() as u64) << 56;
    let last = rest
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte));
    for word in words {
        state = state.take(u64::from_le_bytes(*word));
    }
    let State(a, b, c, d) = state.take(last | length);
    let first = State(a, b, c ^ 0xee, d).rounds(4);
    let State(a, b, c, d) = first;
    let second = State(a, b ^ 0xdd, c, d).rounds(4);
    u128::from(first.word()) | u128::from(second.word()) << 64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `vectors_sip128` of the reference code: the key is 00 01 … 0f, the message 00 01 … as long as its number.
    #[test]
    fn it_gives_what_the_reference_gives() {
        let key = u128::from_le_bytes(core::array::from_fn(|at| at as u8));
        for (length, expected) in [
            (0_u8, 0x9302_55c7_1472_f66d_e6a8_25ba_047f_81a3_u128),
            (1, 0x45fc_229b_1159_7634_44af_996b_d8c1_87da),
        ] {
            let message: Vec<u8> = (0..length).collect();
            assert_eq!(hash(key, &message), expected, "{length}");
        }
    }

    #[test]
    fn every_byte_and_the_length_count() {
        let mut seen = std::collections::BTreeSet::new();
        for length in 0..40 {
            let message = vec![0; length];
            assert!(seen.insert(hash(7, &message)));
            for at in 0..length {
                let mut other = message.clone();
                other[at] = 1;
                assert!(seen.insert(hash(7, &other)));
            }
        }
        assert!(seen.insert(hash(8, &[])));
    }
}
