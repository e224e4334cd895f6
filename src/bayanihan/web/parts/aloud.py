"""A root in four words, for two people who compare it over the telephone.

Four of 512 words are 36 bits: they catch a slip of the tongue and a copy that
went astray. They do not stop somebody who computes for long; the whole root
does. Every page that shows the words shows the whole root beside them.
"""

from __future__ import annotations

import hashlib

WORDS = tuple(
    """
acorn almond amber anchor ankle apple apron arch arrow autumn avocado badge bagel bamboo
banana banjo banyan barley barn basil basket beach beacon bean bear beaver beetle bell belt
bench berry bicycle birch biscuit blanket bonnet book boot bottle bowl bracelet branch brass
bread breeze brick bridge bronze brook broom brush bucket buffalo butter button cabbage
cabin cable cactus cake camel camera canal candle canoe canyon carbon cargo carpet carrot
castle cedar cello chain chalk cherry chess chimney cinnamon circle citrus clay cliff clock
cloud clover coal coast cobalt cocoa coconut coffee coin comet compass copper coral cork
cotton cousin cradle crane crater creek cricket crown crystal cup curtain cushion cypress
dahlia dairy dance dawn deer delta desert diamond dinner doctor dolphin donkey door dragon
drum duck dune eagle earth echo eggplant elbow elephant elm ember emerald engine envelope
equator evening fabric falcon farmer feather fence fennel fern ferry fiddle field finger
fish flag flame flask flax flower flute forest fork fossil fountain fox fruit galaxy gallery
garden garlic garnet gate gazelle ginger giraffe glacier glass glove goat goblet gold goose
grain granite grape grass gravel guitar hammer hammock harbour harp hawk hazel heart helmet
herb hero heron hill hinge honey horizon horn horse house ibex ice igloo indigo ink iris
iron island ivory ivy jacket jade jaguar jar jasmine jelly jewel jungle juniper kayak kelp
kettle keyboard kimono kitchen kite kitten kiwi knee knot koala ladder ladle lagoon lake
lamp lantern lark laurel lava lemon lentil leopard letter lettuce library lilac lime linen
lion lizard lobster locket lotus lullaby lute magnet magpie mango mantle maple marble
marigold market marsh mask meadow melody melon merchant metal midnight milk mill mineral
mint mirror moat monsoon moon morning mosaic moss mother motor mountain mouse museum
mushroom music mustard napkin nectar needle nest night nine noodle north nutmeg oak oar
oasis ocean octave octopus olive onion opal orange orbit orchard orchid organ otter oven owl
oyster paddle pagoda palace palm panda papaya paper parade parcel parrot parsley path peach
peacock peanut pearl pebble pelican pencil penguin pepper piano pillow pilot pine pineapple
planet plate plough plum pocket poem pond pony poppy porcelain potato pottery prairie
pudding pumpkin puppet pyramid quail quarry quartz quill quilt rabbit radio radish rain
rainbow rattan raven reed reef ribbon rice river road robin rocket roof root rope rose
rowboat rubber ruby saddle saffron sail salad salmon salt sampan sand sandal sapphire satin
saucer scarf school scissors seal season seed sesame shadow shark sheep shell shepherd
shield ship shoe shoulder silk silver sister sky sleeve slipper smoke snail snow soap sofa
song sparrow spice spider spinach spoon spring squirrel stable star steam stone stork storm
straw stream sugar summer swan sweater table tailor tamarind tango taxi teacher temple tent
thimble thread thunder tiger timber toast tomato torch tortoise tower train treasure tree
trumpet tulip tuna tunnel turnip turtle umbrella uncle valley vanilla velvet vessel village
vine violet violin volcano voyage wagon walnut walrus water wave wheat wheel whisper willow
window wing winter wolf wool yarn yellow yoghurt zebra zenith zinc zither
""".split()  # noqa: SIM905  # a block of words is read as words
)
COUNT = 4
_BITS = 9
_DOMAIN = b"bayanihan/aloud/v1\x00"


def aloud(root: bytes) -> tuple[str, ...]:
    """The four words of a root hash; equal roots have equal words on every node."""
    digest = hashlib.sha256(_DOMAIN + root).digest()
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - COUNT * _BITS)
    places = range((COUNT - 1) * _BITS, -1, -_BITS)
    return tuple(WORDS[number >> place & len(WORDS) - 1] for place in places)
