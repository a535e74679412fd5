//! Exact splits of a difference into parts that sum to it, in integer minor units.

use crate::primitives::rounding::div_half_even;

/// A difference of amounts split into what the number of units did and what their size did.
///
/// `volume + rate` is the whole difference, to the minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeRate {
    /// The part of the number of units, in minor units.
    pub volume: i128,
    /// The part of their size: what is left, in minor units.
    pub rate: i128,
}

/// Splits `actual - expected`, where `units` made `actual`, at the reference size
/// `reference_amount / reference_units`.
///
/// The expected number of units is `expected` / reference size, so the volume part is
/// (units - expected units) x reference size = units x reference size - `expected`, rounded half
/// to even once; the rate part is the rest. This is the two-part (Laspeyres volume) form of a
/// sales variance analysis. `None` when the reference size is not above 0, or a product leaves
/// the range.
///
/// ```
/// use leadstone::kernel::decompose::volume_rate;
/// // 8 units made 900 where 1,000 was expected; the reference size is 500 / 5 = 100.
/// let split = volume_rate(900, 1_000, 8, 500, 5).unwrap();
/// assert_eq!((split.volume, split.rate), (-200, 100)); // 8 x 100 - 1000, and 900 - 8 x 100
/// assert_eq!(split.volume + split.rate, 900 - 1_000);
/// ```
pub fn volume_rate(
    actual: i128,
    expected: i128,
    units: u64,
    reference_amount: i128,
    reference_units: u64,
) -> Option<VolumeRate> {
    if reference_amount <= 0 {
        return None;
    }
    let at_reference = div_half_even(i128::from(units).checked_mul(reference_amount)?, i128::from(reference_units))?;
    let volume = at_reference.checked_sub(expected)?;
    Some(VolumeRate { volume, rate: actual.checked_sub(at_reference)? })
}
