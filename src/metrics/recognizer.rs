/// What recognises images: a class and features for each row.
pub trait Recognizer {
    /// Number of classes.
    fn classes(&self) -> usize;
    /// Share of each class in the data.
    fn shares(&self) -> &[f64];
    /// Features and classes of whole rows.
    fn recognize(&self, rows: &[f32]) -> Recognized;
}
pub struct Recognized {
    pub features: Vec<f32>,
    pub width: usize,
    pub classes: Vec<usize>,
}
