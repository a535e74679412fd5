//! What is suspicious in a chart.

use crate::error::Violation;
use crate::primitives::JsonPointer;

use super::model::ChartModel;

pub(super) fn refuse_endless(_model: &ChartModel, _ways: &[JsonPointer], _violations: &mut Vec<Violation>) {}
