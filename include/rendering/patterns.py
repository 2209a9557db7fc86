"""The pictures the render draws: each a base, one or two layers of shapes, and slow camera moves.

Every pattern takes its geometry from the scene's seed. Nothing blinks, and nothing moves faster
than a slow pan.
"""

from collections.abc import Callable
from math import pi
from typing import Any

from include.domain.edit import Scene
from include.rendering.drawing import (
    Dice,
    Move,
    Size,
    camera,
    enlarged,
    held,
    mask,
    mixed,
    over,
    sky,
    spin,
)

Pattern = Callable[[Scene, Dice, Size, int], Any]


def dunes(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """Layers of hills before a low sun, passing at their own speeds."""
    dark, deep, middle, warm, light = scene.shades
    width, height = size.width, size.height
    picture = sky((middle, warm, light), size, tilt=dice.between(-0.2, 0.2))
    sun_x, sun_y = dice.between(0.25, 0.75) * width, dice.between(0.34, 0.44) * height
    distance = f"hypot(X-{sun_x},Y-{sun_y})"
    radius = round(0.17 * width)
    glow = f"clip({radius}-{distance},0,1)*0.85+0.35*pow(clip(1-{distance}/{4 * radius},0,1),2)"
    picture = over(picture, mask(mixed(light, "#ffffff", 0.5), glow, size))
    picture = held(picture)
    direction = dice.sign()
    shades = (mixed(middle, warm, 0.4), middle, deep, dark)
    for near, (top, high) in enumerate(((0.34, 0.44), (0.56, 0.46))):
        strip = Size(width, round(high * height / 2) * 2)
        ranges = [
            mask(shades[2 * near + i], _ridge(dice, size, depth=2 * near + i, top=top), strip)
            for i in (0, 1)
        ]
        reach = direction * (0.02 + 0.04 * near)
        move = Move(zoom=(1.16, 1.16), x=(-reach, reach))
        picture = over(picture, camera(over(*ranges), move, frames=frames), y=round(top * height))
    return picture


def _ridge(dice: Dice, size: Size, *, depth: int, top: float) -> str:
    """How opaque a range of hills is; nearer ones (greater depth) lie lower below ``top``."""
    line = (0.45 + 0.13 * depth + dice.between(-0.02, 0.02) - top) * size.height
    waves = "+".join(
        f"{round(size.height * dice.between(0.018, 0.032) / part, 1)}"
        f"*sin({round(2 * pi * number / size.width, 5)}*X+{dice.between(0, 2 * pi)})"
        for part, number in ((1, dice.between(1.0, 1.8)), (2, dice.between(2.0, 3.4)))
    )
    return f"(Y-({round(line, 1)}+{waves}))*0.8+0.5"


def rings(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """Circles spreading from a point, like a drop in still water."""
    dark, deep, middle, warm, light = scene.shades
    picture = sky((dark, deep, middle), size, tilt=dice.between(-0.4, 0.4))
    at_x, at_y = dice.between(0.3, 0.7) * size.width, dice.between(0.3, 0.5) * size.height
    distance = f"hypot(X-{at_x},Y-{at_y})"
    step = dice.between(0.075, 0.11) * size.width
    circles = f"pow(0.5+0.5*cos(2*PI*{distance}/{step}),7)"
    far = f"clip(1-{distance}/{0.62 * size.height},0,1)"
    heart = mask(warm, f"0.75*pow({far},3)", size, coarse=4)
    lines = mask(mixed(warm, light, 0.5), f"0.6*{circles}*{far}", size)
    move = Move(zoom=(1.05, 1.3), turn_rad=(0, 0.1 * dice.sign()))
    return camera(over(over(picture, heart), lines), move, frames=frames)


def facets(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """A wall of triangles in neighbouring shades."""
    dark, deep, middle, warm, light = scene.shades
    picture = sky((deep, middle, warm), size, tilt=dice.between(-0.5, 0.5))
    cell = dice.between(0.19, 0.27) * size.width
    along = f"st(0,Y/{cell});st(1,X/{cell}+0.5*mod(floor(ld(0)),2));"
    half = "gt(abs(mod(ld(1),1)-0.5)*2,mod(ld(0),1))"
    cells = f"floor(ld(1))*{dice.between(11, 19)}+floor(ld(0))*{dice.between(37, 61)}+{half}*7.3"
    chance = f"{along}st(2,mod(abs(sin({cells})*{dice.between(311, 997)}),1));"
    shade = mask(dark, f"{chance}0.62*pow(ld(2),1.4)", size)
    shine = mask(light, f"{chance}0.5*gt(ld(2),0.9)*(1-mod(ld(0),1)*0.6)", size)
    picture = over(over(picture, shade), shine)
    sign = dice.sign()
    move = Move(zoom=(1.3, 1.16), x=(-0.04 * sign, 0.04 * sign), turn_rad=(0.1 * sign, -0.02))
    return camera(picture, move, frames=frames)


def orbs(scene: Scene, dice: Dice, size: Size, _frames: int) -> Any:
    """Soft lights circling each other."""
    dark, deep, middle, warm, light = scene.shades
    small = size.halved
    picture = held(sky((deep, dark), small, tilt=dice.between(-0.5, 0.5)))
    side = round(small.height * 1.16 / 2) * 2
    sign = dice.sign()
    for layer, colours in enumerate(((middle, warm), (middle, light))):
        lights = over(*(_orb(dice, colour, Size(side, side)) for colour in colours))
        turning = (0.02 + 0.014 * layer) * sign * (-1) ** layer
        picture = over(picture, spin(lights, turns_per_s=turning, size=small))
    return enlarged(picture, size)


def _orb(dice: Dice, colour: str, size: Size) -> Any:
    at_x, at_y = (size.width * (0.5 + dice.between(0.06, 0.26) * dice.sign()) for _ in "xy")
    radius = size.width * dice.between(0.22, 0.36)
    fall = f"pow(clip(1-hypot(X-{at_x},Y-{at_y})/{radius},0,1),1.5)"
    return mask(colour, f"0.85*{fall}", size, coarse=2)


def contours(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """Height lines of an invented landscape."""
    dark, deep, middle, warm, _ = scene.shades
    picture = sky((dark, deep, dark), size, tilt=dice.between(-0.5, 0.5))
    scale = 2 * pi / size.width
    hills = "+".join(
        f"sin(X*{round(scale * dice.between(0.5, 1.2), 5)}*{dice.sign()}"
        f"+Y*{round(scale * dice.between(0.4, 1.0), 5)}+{dice.between(0, 6)}"
        f"+0.8*sin(Y*{round(scale * dice.between(0.6, 1.1), 5)}))"
        for _ in range(3)
    )
    level = f"st(0,({hills})*{dice.between(2.2, 3.0)}+20);"
    line = "(0.45+0.4*lt(mod(ld(0),4),1))*clip((abs(mod(ld(0),1)-0.5)*2-0.9)*14,0,1)"
    lines = mask(warm, level + line, size)
    light_up = mask(middle, f"0.55*clip(({hills}+1)/3.5,0,1)", size, coarse=4)
    drawn = over(over(picture, light_up), lines)
    sign = dice.sign()
    move = Move(zoom=(1.12, 1.28), x=(0.03 * sign, -0.03 * sign), y=(0.03, -0.03))
    return camera(drawn, move, frames=frames)


def rays(scene: Scene, dice: Dice, size: Size, _frames: int) -> Any:
    """Beams turning slowly about a point."""
    dark, deep, middle, warm, light = scene.shades
    picture = sky((middle, deep, dark), size, tilt=dice.between(-0.3, 0.3))
    small = size.halved
    side = round(small.height * 1.2)
    beams = round(dice.between(7, 11))
    distance = f"hypot(X-{side / 2},Y-{side / 2})"
    edge = f"clip(0.5+{distance}*0.09*sin({beams}*atan2(Y-{side / 2},X-{side / 2})),0,1)"
    fan = mask(warm, f"0.42*{edge}*clip(1-{distance}/{0.52 * side},0,1)", Size(side, side))
    glow = f"pow(clip(1-hypot(X-{size.width / 2},Y-{size.height / 2})/{0.24 * size.height},0,1),2)"
    heart = mask(light, f"0.75*{glow}", size, coarse=4)
    turning = spin(fan, turns_per_s=0.012 * dice.sign(), size=small)
    return over(held(over(picture, heart)), enlarged(turning, size))


def dots(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """A halftone screen, its dots growing along a slope."""
    dark, deep, middle, warm, _ = scene.shades
    picture = sky((warm, middle, deep), size, tilt=dice.between(-0.5, 0.5))
    pitch = round(dice.between(0.05, 0.07) * size.width, 2)
    slope = f"(Y/{size.height}+{dice.between(-0.4, 0.4)}*(X/{size.width}-0.5))"
    swell = f"(0.5+0.5*sin({dice.between(3.2, 4.8)}*{slope}+{dice.between(-0.5, 0.8)}))"
    off = f"hypot(mod(X,{pitch})-{pitch / 2},mod(Y,{pitch})-{pitch / 2})"
    screen = mask(dark, f"0.7*clip({0.46 * pitch}*{swell}-{off}+0.5,0,1)", size)
    sign = dice.sign()
    move = Move(zoom=(1.5, 1.32), turn_rad=(0.22 * sign, 0.3 * sign), y=(-0.05, 0.05))
    return camera(over(picture, screen), move, frames=frames)


def ribbons(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """Broad folded bands of silk."""
    dark, deep, middle, warm, light = scene.shades
    picture = sky((dark, deep), size, tilt=0.3)
    lean, bend = dice.between(0.5, 0.9) * dice.sign(), dice.between(0.05, 0.09) * size.height
    curve = (
        f"{bend}*sin(X*{round(pi * dice.between(1.1, 1.7) / size.width, 5)}+{dice.between(0, 6)})"
    )
    for band, colour in enumerate((middle, light, warm, middle)):
        top = size.height * (0.06 + 0.22 * band + dice.between(-0.03, 0.03))
        thick = size.height * dice.between(0.16, 0.24)
        across = f"(Y-{round(top, 1)}+{lean}*(X-{size.width / 2})*0.7+{curve})/{round(thick, 1)}"
        edge = round(thick * 0.5)
        inside = f"clip(ld(0)*{edge},0,1)*clip((1-ld(0))*{edge},0,1)"
        silk = f"st(0,{across});{inside}*(0.95-0.75*pow(clip(ld(0),0,1),1.3))"
        picture = over(picture, mask(colour, silk, size))
    reach = 0.05 * dice.sign()
    move = Move(zoom=(1.14, 1.26), x=(-reach, reach), y=(-0.05, 0.05))
    return camera(picture, move, frames=frames)


def bokeh(scene: Scene, dice: Dice, size: Size, frames: int) -> Any:
    """Lights out of focus, nearer ones passing faster."""
    dark, deep, middle, warm, light = scene.shades
    small = size.halved
    picture = held(sky((dark, deep, middle), size, tilt=dice.between(-0.4, 0.4)))
    sign = dice.sign()
    for depth, colours in enumerate(((middle, warm), (light, warm))):
        reach = 0.02 + 0.03 * depth
        move = Move(
            zoom=(1.1, 1.18 + 0.08 * depth), y=(reach, -reach), x=(-reach * sign, reach * sign)
        )
        lights = over(*(_discs(dice, small, colour, depth=depth) for colour in colours))
        moved = camera(lights, move, frames=frames)
        picture = over(picture, enlarged(moved, size))
    return picture


def _discs(dice: Dice, size: Size, colour: str, *, depth: int) -> Any:
    discs = []
    for _ in range(4 - depth):
        at_x, at_y = dice.between(0, 1) * size.width, dice.between(0, 1) * size.height
        radius = size.width * (0.06 + 0.08 * depth + dice.between(0, 0.06))
        off = f"({radius}-hypot(X-{at_x},Y-{at_y}))"
        discs.append(f"clip({off}/{2 + 6 * depth},0,1)*{dice.between(0.25, 0.55)}")
    return mask(colour, "+".join(discs), size)


DRAWINGS: dict[str, Pattern] = {
    pattern.__name__: pattern
    for pattern in (dunes, rings, facets, orbs, contours, rays, dots, ribbons, bokeh)
}


def draw(scene: Scene, size: Size, *, frames: int) -> Any:
    """Return the endless stream of a scene, ``size`` large, 30 frames a second.

    Raises:
        KeyError: The scene names a pattern there is no drawing of.
    """
    return DRAWINGS[scene.pattern](scene, Dice(scene.seed), size, frames)
