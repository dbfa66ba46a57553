/// What all parts of Limn share: [dev.limn.LimnException], the root of their exceptions.
///
/// It lies in the lowest module so that every other sees it. Nothing else belongs here.
package dev.limn;
