//! Finding, adding, taking out and moving parts of a rule by path. A path says which child to take at each level; the empty path is the
//! root group.

use super::{Condition, Group, Node};

impl Group {
    /// The group at `path`.
    pub fn group_at(&self, path: &[usize]) -> Option<&Group> {
        match path.split_first() {
            None => Some(self),
            Some((&first, rest)) => match self.nodes.get(first)? {
                Node::Group(group) => group.group_at(rest),
                Node::Condition(_) => None,
            },
        }
    }

    /// The group at `path`, to change.
    pub fn group_at_mut(&mut self, path: &[usize]) -> Option<&mut Group> {
        match path.split_first() {
            None => Some(self),
            Some((&first, rest)) => match self.nodes.get_mut(first)? {
                Node::Group(group) => group.group_at_mut(rest),
                Node::Condition(_) => None,
            },
        }
    }

    /// The part at `path`; None for the root and for paths that lead nowhere.
    pub fn node_at(&self, path: &[usize]) -> Option<&Node> {
        let (&last, parent) = path.split_last()?;
        self.group_at(parent)?.nodes.get(last)
    }

    /// The condition at `path`.
    pub fn condition_at(&self, path: &[usize]) -> Option<&Condition> {
        match self.node_at(path)? {
            Node::Condition(condition) => Some(condition),
            Node::Group(_) => None,
        }
    }

    /// The condition at `path`, to change.
    pub fn condition_at_mut(&mut self, path: &[usize]) -> Option<&mut Condition> {
        let (&last, parent) = path.split_last()?;
        match self.group_at_mut(parent)?.nodes.get_mut(last)? {
            Node::Condition(condition) => Some(condition),
            Node::Group(_) => None,
        }
    }

    /// Parts in all, this group counted.
    pub fn size(&self) -> usize {
        1 + self.nodes.iter().map(Node::size).sum::<usize>()
    }

    /// Position of the part at `path` when a group comes before its parts and parts come in order; 0 is the root.
    pub fn preorder(&self, path: &[usize]) -> Option<usize> {
        let Some((&first, rest)) = path.split_first() else { return Some(0) };
        let before: usize = self.nodes.get(..first)?.iter().map(Node::size).sum();
        let inside = match (self.nodes.get(first)?, rest.is_empty()) {
            (_, true) => 0,
            (Node::Group(group), false) => group.preorder(rest)?,
            (Node::Condition(_), false) => return None,
        };
        Some(1 + before + inside)
    }

    /// Takes the part at `path` out.
    pub fn remove(&mut self, path: &[usize]) -> Option<Node> {
        let (&last, parent) = path.split_last()?;
        let group = self.group_at_mut(parent)?;
        (last < group.nodes.len()).then(|| group.nodes.remove(last))
    }

    /// Puts a part at `path`, those behind it move on; a position past the end is the end. The path that it got.
    pub fn insert(&mut self, path: &[usize], node: Node) -> Option<Vec<usize>> {
        let (&last, parent) = path.split_last()?;
        let group = self.group_at_mut(parent)?;
        let at = last.min(group.nodes.len());
        group.nodes.insert(at, node);
        let mut path = parent.to_vec();
        path.push(at);
        Some(path)
    }

    /// Moves the part at `from` in front of the one that is at `to` before the move. None, and nothing moved, when `to` is inside `from`
    /// or a path leads nowhere. The path that it got.
    pub fn shift(&mut self, from: &[usize], to: &[usize]) -> Option<Vec<usize>> {
        let (&last, parent) = to.split_last()?;
        if to.starts_with(from) && to.len() > from.len() || self.group_at(parent)?.nodes.len() < last {
            return None;
        }
        let node = self.remove(from)?;
        self.insert(&after_removal(from, to), node)
    }

    /// Moves the part at `path` one place up in reading order: into the group that ends above it, before the part above, or out of its
    /// group at the top. The path that it got; None at the very top.
    pub fn raise(&mut self, path: &[usize]) -> Option<Vec<usize>> {
        let (&last, parent) = path.split_last()?;
        if last == 0 {
            return if parent.is_empty() { None } else { self.shift(path, parent) };
        }
        let mut to = parent.to_vec();
        to.push(last - 1);
        if let Some(group) = self.group_at(&to) {
            to.push(group.nodes.len());
        }
        self.shift(path, &to)
    }

    /// Moves the part at `path` one place down in reading order, the mirror of [`Group::raise`].
    pub fn lower(&mut self, path: &[usize]) -> Option<Vec<usize>> {
        let (&last, parent) = path.split_last()?;
        let mut to = parent.to_vec();
        if last + 1 >= self.group_at(parent)?.nodes.len() {
            let at = to.pop()?;
            to.push(at + 1);
            return self.shift(path, &to);
        }
        to.push(last + 1);
        if self.group_at(&to).is_some() {
            to.push(0);
        } else {
            *to.last_mut()? += 1;
        }
        self.shift(path, &to)
    }

    /// Puts the part at `path` into a new group of its own.
    pub fn wrap(&mut self, path: &[usize]) -> bool {
        let Some(node) = self.remove(path) else { return false };
        self.insert(path, Node::Group(Group { nodes: vec![node], ..Group::default() })).is_some()
    }

    /// Replaces the group at `path` by its parts.
    pub fn unwrap_group(&mut self, path: &[usize]) -> bool {
        let Some((&last, parent)) = path.split_last() else { return false };
        let Some(group) = self.group_at_mut(parent) else { return false };
        let Some(Node::Group(inner)) = group.nodes.get_mut(last) else { return false };
        let nodes = std::mem::take(&mut inner.nodes);
        group.nodes.splice(last..=last, nodes);
        true
    }
}

impl Node {
    /// Parts in all, this one counted.
    pub fn size(&self) -> usize {
        match self {
            Node::Condition(_) => 1,
            Node::Group(group) => group.size(),
        }
    }

    pub fn muted(&self) -> bool {
        match self {
            Node::Condition(condition) => condition.muted,
            Node::Group(group) => group.muted,
        }
    }

    pub fn set_muted(&mut self, muted: bool) {
        match self {
            Node::Condition(condition) => condition.muted = muted,
            Node::Group(group) => group.muted = muted,
        }
    }
}

/// Where `to` is once the part at `from` has been taken out.
fn after_removal(from: &[usize], to: &[usize]) -> Vec<usize> {
    let mut to = to.to_vec();
    let level = from.len() - 1;
    if to.len() > level && to[..level] == from[..level] && to[level] > from[level] {
        to[level] -= 1;
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters are conditions, brackets groups.
    fn tree(text: &str) -> Group {
        fn parse(chars: &mut std::str::Chars) -> Group {
            let mut group = Group::default();
            while let Some(c) = chars.next() {
                match c {
                    '(' => group.nodes.push(Node::Group(parse(chars))),
                    ')' => break,
                    c => group.nodes.push(Node::Condition(Condition { column: c.into(), ..Condition::default() })),
                }
            }
            group
        }
        parse(&mut text.chars())
    }

    fn text(group: &Group) -> String {
        group
            .nodes
            .iter()
            .map(|node| match node {
                Node::Condition(c) => c.column.clone(),
                Node::Group(g) => format!("({})", text(g)),
            })
            .collect()
    }

    fn path_of(group: &Group, name: &str) -> Vec<usize> {
        fn find(group: &Group, name: &str, path: &mut Vec<usize>) -> bool {
            for (i, node) in group.nodes.iter().enumerate() {
                path.push(i);
                match node {
                    Node::Condition(c) if c.column == name => return true,
                    Node::Group(g) if find(g, name, path) => return true,
                    _ => {}
                }
                path.pop();
            }
            false
        }
        let mut path = Vec::new();
        assert!(find(group, name, &mut path));
        path
    }

    #[test]
    fn counts_in_preorder() {
        let g = tree("a(b(c))d");
        assert_eq!(g.size(), 7);
        for (i, name) in ["a", "b", "c", "d"].iter().enumerate() {
            assert_eq!(g.preorder(&path_of(&g, name)), Some([1, 3, 5, 6][i]));
        }
        assert_eq!(g.preorder(&[]), Some(0));
        assert_eq!(g.preorder(&[0, 0]), None);
        assert_eq!(g.preorder(&[9]), None);
    }

    #[test]
    fn a_part_walks_down_through_every_place_and_back_up() {
        let mut g = tree("xa(b(c))d");
        let mut seen = vec![text(&g)];
        let mut path = path_of(&g, "x");
        while let Some(new) = g.lower(&path) {
            path = new;
            assert_eq!(path, path_of(&g, "x"));
            seen.push(text(&g));
        }
        let places = ["xa(b(c))d", "ax(b(c))d", "a(xb(c))d", "a(bx(c))d", "a(b(xc))d", "a(b(cx))d", "a(b(c)x)d", "a(b(c))xd", "a(b(c))dx"];
        assert_eq!(seen, places);
        let mut back = vec![text(&g)];
        while let Some(new) = g.raise(&path) {
            path = new;
            back.push(text(&g));
        }
        back.reverse();
        assert_eq!(back, places);
    }

    #[test]
    fn a_group_does_not_move_into_itself() {
        let mut g = tree("a(b)c");
        assert_eq!(g.shift(&[1], &[1, 0]), None);
        assert_eq!(text(&g), "a(b)c");
        assert_eq!(g.shift(&[1], &[3]), Some(vec![2]));
        assert_eq!(text(&g), "ac(b)");
        assert_eq!(g.shift(&[0], &[2, 1]), Some(vec![1, 1]));
        assert_eq!(text(&g), "c(ba)");
        assert_eq!(g.shift(&[7], &[0]), None);
    }

    #[test]
    fn wraps_and_unwraps() {
        let mut g = tree("abc");
        assert!(g.wrap(&[1]));
        assert_eq!(text(&g), "a(b)c");
        assert!(g.unwrap_group(&[1]));
        assert_eq!(text(&g), "abc");
        assert!(!g.unwrap_group(&[1]));
    }
}
