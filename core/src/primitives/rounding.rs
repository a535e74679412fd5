//! Exact division of wide integers, rounded half to even (IEEE 754 roundTiesToEven).

/// `numerator / denominator` to the nearest integer, ties to the even one; `None` when the
/// denominator is not above 0.
pub(crate) fn div_half_even(numerator: i128, denominator: i128) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    let (quotient, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    // `rest` is in 0..denominator, so the distance to the next integer is denominator - rest.
    let up = match rest.cmp(&(denominator - rest)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    Some(quotient + i128::from(up))
}

/// The nearest float of a wide integer.
#[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
pub(crate) fn to_f64(value: i128) -> f64 {
    value as f64
}

/// A whole number under 2^53 as the float that equals it, such as a part of a score or of an amount.
#[expect(clippy::cast_precision_loss, reason = "whole numbers under 2^53 are exact")]
pub(crate) fn whole(value: i64) -> f64 {
    value as f64
}

/// The nearest integer of a float, ties to the even one; floats beyond the range go to its end.
#[expect(clippy::cast_possible_truncation, reason = "the value is whole by then, and `as` saturates")]
pub(crate) fn round_half_even(value: f64) -> i128 {
    value.round_ties_even() as i128
}

#[cfg(test)]
mod tests {
    use super::{div_half_even, round_half_even};

    /// By hand: 5/2 = 2.5 -> 2, 7/2 = 3.5 -> 4, and the same away from zero for negatives.
    #[test]
    fn ties_go_to_the_even_integer() {
        let halves = [(5, 2), (7, 4), (-5, -2), (-7, -4), (1, 0), (-1, 0), (3, 2), (-3, -2)];
        for (numerator, rounded) in halves {
            assert_eq!(div_half_even(numerator, 2), Some(rounded), "{numerator} / 2");
            assert_eq!(round_half_even(numerator as f64 / 2.0), rounded);
        }
        assert_eq!(div_half_even(-10, 3), Some(-3));
        assert_eq!(div_half_even(11, 3), Some(4));
        assert_eq!(div_half_even(1, 0), None);
        assert_eq!(div_half_even(i128::MAX, 1), Some(i128::MAX));
    }
}
