//! The one source of chance: a seeded PCG-64, the same stream in every language and on every machine.

/// PCG XSL RR 128/64 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically
/// Good Algorithms for Random Number Generation"): 128 bits of state, 64 bits out.
///
/// ```
/// use leadstone::kernel::rng::Pcg64;
/// // The first outputs of the reference implementation's demo (seed 42, stream 54).
/// let mut rng = Pcg64::with_stream(42, 54);
/// assert_eq!(rng.next_u64(), 0x86b1_da1d_7206_2b68);
/// assert_eq!(rng.next_u64(), 0x1304_aa46_c985_3d39);
/// ```
#[derive(Debug, Clone)]
pub struct Pcg64 {
    state: u128,
    increment: u128,
}

const MULTIPLIER: u128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645;

impl Pcg64 {
    /// The generator of a seed, on stream 0.
    pub fn new(seed: u64) -> Self {
        Self::with_stream(u128::from(seed), 0)
    }

    /// The generator of a seed on one of 2^127 streams; streams never meet.
    pub fn with_stream(seed: u128, stream: u128) -> Self {
        let mut rng = Self { state: 0, increment: (stream << 1) | 1 };
        rng.step();
        rng.state = rng.state.wrapping_add(seed);
        rng.step();
        rng
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
    }

    /// The next 64 bits.
    #[expect(clippy::cast_possible_truncation, reason = "the generator folds 128 bits into 64")]
    pub fn next_u64(&mut self) -> u64 {
        self.step();
        let folded = ((self.state >> 64) as u64) ^ (self.state as u64);
        folded.rotate_right((self.state >> 122) as u32)
    }

    /// A number in `0..1`, on a grid of 2^-53.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `bound`, without bias (Lemire 2019); 0 when `bound` is 0.
    #[expect(clippy::cast_possible_truncation, reason = "the low half decides on rejection")]
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let wide = u128::from(self.next_u64()) * u128::from(bound);
            if wide as u64 >= threshold {
                return (wide >> 64) as u64;
            }
        }
    }
}
