pub fn problem(_: super::Lang, p: &crate::engine::Problem) -> String { format!("{p:?}") }
